"""Which parts does a page have? One module for each question; `nonpaper.brief.compose` puts them in order."""
