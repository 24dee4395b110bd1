"""How long things take, measured on planted cases that grow, beside CPMpy in the same run."""
