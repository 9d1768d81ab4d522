"""Readers on a serial line that speak OSDP (IEC 60839-11-5), always through its secure channel."""
