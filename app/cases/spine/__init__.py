"""主干 the way every case goes: handed in, corrected, decided, told, carried out.

A room takes from here what it does like the others, and writes down only what is its own.
"""
