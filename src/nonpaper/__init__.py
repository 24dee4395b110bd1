"""Where the sides of a negotiation stand, why there is no deal, and the ways out."""
