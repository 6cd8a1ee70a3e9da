"""Items and the facts about them: files, headers, titles, tags, statuses."""
