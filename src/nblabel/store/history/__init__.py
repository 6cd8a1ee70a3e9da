"""Operations, and taking them back."""
