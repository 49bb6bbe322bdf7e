"""The one error tree.

FootnoteError               anything a user can act on; its message is one plain sentence
├── SourceError             a file or address that cannot become a document
│   ├── UnreadableError         it exists, but no text can be had from it
│   ├── TooLargeError           it is over a size limit
│   └── AddressError            a URL that is refused or does not answer
├── MisquoteError           a quotation is not the slice it claims to be
├── LibraryError            a library folder that cannot be used as asked
│   ├── LibraryLockedError      another process is writing to it
│   ├── NoLibraryError          there is no library in the folder, or of the name
│   ├── ShelfError              it cannot be made, named, removed or taken in as asked
│   └── EncoderMismatchError    it was encoded by another model
├── ModelError              model weights that are missing or not the published ones
├── QuestionError           a question that cannot be asked
├── ConversationError       a saved conversation that cannot be opened
├── JobError                work in the background that ended before it was done
├── BusyError               as many questions are waiting as may
├── ReadOnlyError           a change to a library that is served for reading only
├── AccessError             a file of users that cannot be used, or a password that will not do
└── EvaluationError         gold questions or an earlier run that cannot be used
"""


class FootnoteError(Exception):
    """Anything a user can act on; the message says what happened, to what, and what to do."""


class SourceError(FootnoteError):
    """A file or address that cannot become a document."""


class UnreadableError(SourceError):
    """The source exists, but no text can be had from it."""


class TooLargeError(SourceError):
    """The source, or what it expands to, is over a size limit."""


class AddressError(SourceError):
    """A URL that is refused or does not answer."""


class MisquoteError(FootnoteError):
    """A quotation is not the slice of the document it claims to be."""


class LibraryError(FootnoteError):
    """A library folder that cannot be used as asked."""


class LibraryLockedError(LibraryError):
    """Another process is writing to the library."""


class NoLibraryError(LibraryError):
    """There is no library in the folder, or of the name."""


class ShelfError(LibraryError):
    """A library that cannot be made, named, removed or taken in as asked."""


class EncoderMismatchError(LibraryError):
    """The library was encoded by another model than the one at hand."""


class ModelError(FootnoteError):
    """Model weights that are missing or not the published ones."""


class QuestionError(FootnoteError):
    """A question that cannot be asked: it is empty, or names a document that is not there."""


class ConversationError(FootnoteError):
    """A file that is not a saved conversation, or one that cannot be opened by this version."""


class JobError(FootnoteError):
    """Work in the background that ended before it was done, or a job that is not there."""


class BusyError(FootnoteError):
    """As many questions are waiting as may."""


class ReadOnlyError(FootnoteError):
    """A change to a library that is served for reading only."""


class AccessError(FootnoteError):
    """A file of users that cannot be used, or a password that will not do."""


class EvaluationError(FootnoteError):
    """Gold questions that cannot be read or placed, or a run folder that holds something else."""
