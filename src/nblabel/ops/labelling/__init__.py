"""Changes of labels, objects, tags, statuses and the ontology; their plans, and taking them back."""
