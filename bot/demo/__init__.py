"""The demo: a sample edition of the news, written by us, served on loopback as feeds of every kind."""
