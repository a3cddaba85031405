"""The guided first hour: its questions, how answers are read, and what is made of them."""
