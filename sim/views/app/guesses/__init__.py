"""What a class guesses before it looks, and the page on which its teacher sees all of it."""
