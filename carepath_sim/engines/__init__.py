"""Engines: functions `(Model, seed, replication) -> EventLog`, and the contract they obey.

The contract is `CONTRACT.md` beside this file: 52 numbered rules that say what happens,
in what order, with which random number, and what a log row looks like. Comments in an
engine cite rules by number. An engine knows nothing but `Model`, `draws`, `clock` and
`EventLog`; it has not heard of files, policies, money or charts. A rule is changed in
the contract first, then in every engine.
"""
