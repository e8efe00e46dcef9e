"""A small context-mixing coder: each binary decision is predicted by several models at once, in integers alone."""
