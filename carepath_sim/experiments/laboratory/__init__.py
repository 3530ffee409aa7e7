"""What is run: blocks of replications of cells, into a store, of which nothing is run twice.

Read in this order: `blocks`, `code_version`, `locking`, `store` (what is there), `working`, `growing`, `calling` and
`laboratory` (what is lacking), `timing` (what it took). `filing` is the folder of what is built upon all this: an
analysis of sensitivity or a search.
"""
