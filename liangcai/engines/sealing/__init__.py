"""What must hold without a network: signed certificates, status lists, sealed packages, key shares.

Every signature and ciphertext carries a suite id, so that an algorithm can be replaced. Keys and
nonces come from the operating system's randomness; everything else here is given as an argument.
"""
