//! The words that introduce quotations: verbs of saying, nouns of slogans and of mere terms.

use std::collections::HashSet;
use std::sync::LazyLock;

/// A table of words, made into a set once.
type Words = LazyLock<HashSet<&'static str>>;

fn words(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

/// A verb of saying, thinking or writing in the third person, in six languages (lower case).
pub(super) fn is_saying(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "tell remark argue observe insist suggest maintain conclude add complain reply \
             report explain admits admit concedes reconoce reconoció admite admitió reconnaît reconnut admet \
             räumt gibt ammette ammise riconosce disagrees disagreed dismisses dismissed rejoins rejoined counters snapped jeered \
             chuckled laughed muses mused notices noticed finds found thunders thundered \
             dira dirait dit écrira notera répond répondra s'écria s'écrie raconte raconta \
             conteste contesta conclura ajoutera confiait confia avoue avoua affirma soutint \
             gesteht gestand schrie rief ruft erwiderte entgegnete fügte \
             respondió contestó preguntó exclamó relata relató replica replicò esclamò \
             advised preached whispered muttered sighed joked sneered grumbled groaned screamed yelled begged \
             pleaded vowed testified confided retorted protested countered noting said says say saying wrote writes write writing written argued argues argue arguing \
             noted notes observed observes remarked remarks stated states stating claimed claims \
             claim claiming asserted asserts declared declares declare declaring announced \
             announces admitted admits admit conceded concedes maintained maintains insisted \
             insists insist stressed stresses emphasised emphasized explained explains replied \
             replies answered answers asked asks asking cried cries shouted exclaimed complained \
             complains concluded concludes suggested suggests commented comments described \
             describes describing reported reports recalled recalls remembered warned warns \
             promised promises demanded demands proclaimed proclaims summarised summarises \
             summarized summarizes told tells put puts believed believes thought thinks held \
             holds decided resolved resolves denounced repeated repeats added adds continued \
             continues pointed points recorded records reads read quoted quotes quote cited cites \
             called calls calling confessed objected objects boasted lamented laments urged urges \
             taught teaches speaks spoke affirmed affirms contended contends acknowledged \
             acknowledges predicted quipped jotted proposed proposes denied denies envisaged saw \
             sees considers considered defined defines crying shouting chanted sang swore adopted \
             chants questioned wondered dit écrit écrivait écrivit affirme affirmait déclare \
             déclara déclarait note notait explique expliquait remarque soutient ajoute ajoutait \
             conclut disait répondit observe rappelle souligne précise constate sagt sagte \
             schreibt schrieb erklärt erklärte meint meinte bemerkt bemerkte behauptet behauptete \
             betont betonte heißt hieß urteilt urteilte notiert notierte fragt fragte antwortete \
             berichtet berichtete argumentiert argumentierte nennt nannte dice dijo escribe \
             escribió escribía afirma afirmó afirmaba declara declaró señala señaló sostiene \
             sostuvo observa observó explica explicó añade añadió decía concluye anota anotó \
             recuerda recordó subraya scrive scriveva scrisse diceva disse afferma affermava \
             affermò osserva osservava nota sosteneva dichiara dichiarò spiega spiegava aggiunge \
             conclude ricorda racconta annota annotò rispose",
        )
    });
    WORDS.contains(word)
}

/// A verb of saying beside which words between marks were said; others of [`is_saying`] as often
/// introduce a term (*called*, *saw*, *adopted*).
pub(super) fn is_speech(word: &str) -> bool {
    is_saying(word)
        && !matches!(
            word,
            "decided"
                | "resolved"
                | "adopted"
                | "held"
                | "holds"
                | "saw"
                | "sees"
                | "called"
                | "calls"
                | "calling"
                | "considered"
                | "considers"
                | "defined"
                | "defines"
                | "envisaged"
                | "nennt"
                | "nannte"
                | "proposed"
                | "denied"
                | "denies"
                | "demanded"
                | "demands"
                | "taught"
                | "described"
                | "describes"
                | "describing"
                | "believed"
                | "believes"
                | "denounced"
                | "note"
                | "nota"
                | "points"
                | "read"
                | "found"
                | "finds"
                | "dismissed"
                | "dismisses"
        )
}

/// A noun behind which stand words that were said: slogans, resolutions, songs.
pub(super) fn is_slogan(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "slogan slogans motto mottos cry cries watchword watchwords banner banners chant \
             chants resolution placard placards leaflet song inscription proverb saying maxim \
             parole losung losungen ruf mot consigna consignas lema grido ordre mots d'ordre \
             watchcry appeal oath telegram words answer answers reply verdict",
        )
    });
    WORDS.contains(word)
}

/// A noun or verb behind which stands a mere term: *the term “…”*, *so-called “…”*.
pub(super) fn is_term(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "term terms word label labels concept concepts notion notions category expression \
             so-called called calls known dubbed named titled nicknamed termed labelled labeled \
             sogenannte sogenannten begriff wort soi-disant terme llamado llamada término \
             cosiddetto cosiddetta termine nom name",
        )
    });
    WORDS.contains(word)
}

/// A noun that announces a title: *the article “…”*, *in the chapter “…”*.
pub(super) fn is_titled(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "article articles essay essays chapter chapters book books pamphlet poem song novel \
             paper entitled titled headed section appendix lecture play story film column \
             headline aufsatz artikel kapitel buch chapitre livre intitulé intitulée artículo \
             capítulo libro titulado articolo capitolo intitolato betitelt review chanson roman récit cuento canción racconto canzone erzählung lied ballad \
             hymn sonnet tale",
        )
    });
    WORDS.contains(word)
}

/// The pronouns that stand for a speaker whom the prose named before.
pub(super) fn is_pronoun(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "he she they it er sie il elle ils elles él ella egli lui lei who which that we one i",
        )
    });
    WORDS.contains(word)
}
