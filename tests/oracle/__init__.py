"""Two judges that share nothing with the engines they judge: a plain search, and CPMpy with OR-Tools."""
