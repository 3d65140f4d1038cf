//! The rules of resolution by name, with a sentence for each.

/// Declares the rules once: the variant, its name in files, and what it says in plain words.
macro_rules! rules {
    ($($variant:ident $name:literal $text:literal;)*) => {
        /// A rule by which a citation was, or was not, resolved.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Rule {
            $(#[doc = $text] $variant,)*
        }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name, as it stands in files: `last-by-author`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it says, in a sentence.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

rules! {
    FirstNamed "first-named" "The work is named here for the first time.";
    SameTitle "same-title" "The same author and the same whole title were cited before (a leading article and typography do not count).";
    SameYear "same-year" "The same author and the same year were cited before, or stand in the list of works.";
    PartOfTitle "part-of-title" "The words are a part of one title by this author, and of no other.";
    Announced "announced" "The text announced this short form.";
    AuthorAlone "author-alone" "Only the author is printed: the last work cited by this author.";
    JustBefore "just-before" "Ibid. and idem, alone, mean the citation just before.";
    JustBeforeOverNotes "just-before-over-notes" "Ibid. means the citation just before; notes that cite nothing lie between.";
    JustBeforeByAuthor "just-before-by-author" "Several works are cited just before, and only one is by the author printed here.";
    SameAuthor "same-author" "Idem with a title means the author just before, and another work.";
    LastByAuthor "last-by-author" "Op. cit. with an author means the last work cited by that author.";
    LastByAuthorSlip "last-by-author-slip" "Op. cit. with an author means the last work cited by that author; the name is one slip of the pen away from one cited before.";
    OnlyWithVolume "only-with-volume" "Of the author's works cited before, only this one has volumes.";
    AuthorInProse "author-in-prose" "Without an author, op. cit. means the author named nearest before in the paragraph's own prose, outside quotations.";
    QuotedThere "quoted-there" "The prose puts the words into the mouth of one who is quoted from this work just before.";
    MentionedBefore "mentioned-before" "The prose named this work before, without a citation, and none by this author was cited.";
    PieceBeside "piece-beside" "Ibid. behind a title of its own means another piece in what holds the one just before.";
    WholeOfPiece "whole-of-piece" "Of this author a piece and the book that holds it were cited; the book has all pages.";
    CitationBefore "citation-before" "Without an author, and with none named in the paragraph's prose, op. cit. means the citation before.";
    NoteNumber "note-number" "The words point to a note by its number; that note cites this work.";
    ContainerGroup "container-group" "Only the container is printed: no piece in it can be told.";
    PieceInProse "piece-in-prose" "Only the container is printed; the sentence says which piece in it is meant.";
    Mentioned "mentioned" "The prose names the work, or its author beside the quotation, without a citation.";
    PageAlone "page-alone" "Only a page is printed: the work under discussion just before.";
    NothingBefore "nothing-before" "It goes back to a citation before, and there is none.";
    BeforeUnresolved "before-unresolved" "It goes back to a citation that is itself unresolved.";
    BeforeSeveral "before-several" "It goes back to a place that cites several works, and nothing says which is meant.";
    AuthorDisagrees "author-disagrees" "The author printed here is not the author of the citation that it goes back to.";
    AuthorUnknown "author-unknown" "No work by this author is cited before.";
    ProseAuthorUnknown "prose-author-unknown" "The prose puts the words into the mouth of one whose works are not cited before.";
    SeveralFit "several-fit" "Several works fit equally well.";
    NoteUnknown "note-unknown" "The note that the words point to cites no work, or is not there.";
}

impl Rule {
    /// The rule of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|r| r.as_str() == name)
    }
}
