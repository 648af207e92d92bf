"""Official French places: what they are called, how they contain each other, how they are found."""
