"""From hits to quotations that a reader can check: the rooms in reading order.

Each room imports only those above it, besides ``ingest`` and ``index``; tests/test_import_rules.py
holds them to it, and has the modules of each room in the order in which to read them.

``answers``     what a question gets: the types that the rooms hand to each other, and nothing else
``language``    text in; its numbers, dates, names and word forms out: all that is known of English
``reading``     a question and passages in; of each passage the best sentence out, and how sure it is
``follow_ups``  a follow-up and the answer before it in; a question that stands by itself out
``asking``      a question in; an answer with its citations out: the one flow, in ``asking/ask.py``
``checking``    a claim in; its closest sentence and what of it agrees or differs out
``assemble``    a folder in; the open library with its searches and its reader out: picks the parts
``jobs``        long work in; jobs out, each with how far it is: done in another process, whoever looks on
``keeping``     conversations in; files that can be opened and checked again out
``render``      answers and all else that is shown in; text, Markdown, JSON and HTML out
``doors``       who may do what, how many at once, and by which passwords
``web``         what the browser fetches besides the page: sources, citations, signing in, uploads
``api``         the doors for programs: REST and the assistants' protocol
``page``        the page in the browser, one module a tab
``server``      page, routes and doors together, on one port
``command``     the command line
"""
