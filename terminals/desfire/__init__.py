"""MIFARE DESFire EV1, EV2 and EV3 from the reader's side: who holds such a badge holds a card that knows our key.

Written from published application notes and vectors alone. Pure: what is sent goes through a function that is given.
"""
