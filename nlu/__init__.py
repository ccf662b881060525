"""Understanding text: its language, its words, its meaning as a vector."""
