"""What is left of 4,000 promises when the program is killed again and again: ``make chaos``.

A real process (``program``) serves a community of two workspaces, which are played by test servers over real sockets
(``platforms``). What is to be said is stored beforehand through the product's own storage (``promises``). While it
falls due the process is killed at random instants (``killing``) and the servers lose answers, refuse, and carry out
requests whose sender has died. When all is settled, ``judging`` counts what stands on the servers: nothing may be
missing, nothing may stand there twice, and what the program is not sure of must have been in flight at a kill.

Every time of the product's policy is shorter in one proportion, shaping's too, and so is the servers' memory of nonces.
Two runs are broken on purpose and must show duplicates, or a clean result would prove nothing.
"""
