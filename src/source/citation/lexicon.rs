//! The words of citations in English, Latin, French, German, Spanish and Italian.
//!
//! All lookups take one word in lower case with its stops dropped. The abbreviations are those of
//! the usual manuals (Chicago, MHRA, Duden, Imprimerie nationale) and of older practice.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::Signal;
use super::locator::Kind;

/// A table of words, made into a set once.
type Words = LazyLock<HashSet<&'static str>>;

fn words(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

/// What a label of a locator counts.
pub(super) fn label(word: &str) -> Option<Kind> {
    Some(match word {
        "p" | "pp" | "page" | "pages" | "pg" | "pgs" | "seite" | "seiten" | "pág" | "págs"
        | "pag" | "pags" | "pagg" | "página" | "páginas" | "pagina" | "pagine" | "ss" => {
            Kind::Page
        }
        "vol" | "vols" | "volume" | "volumes" | "bd" | "bde" | "band" | "bände" | "t" | "tome"
        | "tomes" | "tomo" | "tomi" | "volumen" => Kind::Volume,
        "no" | "nos" | "nr" | "nrs" | "number" | "numbers" | "numéro" | "numero" | "número"
        | "núm" | "num" | "issue" | "issues" | "heft" | "h" | "n°" | "nº" | "№" | "fasc" => {
            Kind::Number
        }
        "ch" | "chs" | "chap" | "chaps" | "chapter" | "chapters" | "chapitre" | "chapitres"
        | "kap" | "kapitel" | "cap" | "caps" | "capítulo" | "capitolo" | "capp" => Kind::Chapter,
        "§" | "§§" | "sec" | "secs" | "sect" | "section" | "sections" | "abschnitt" | "sección"
        | "sezione" => Kind::Section,
        "pt" | "pts" | "part" | "parts" | "partie" | "teil" | "parte" => Kind::Part,
        "bk" | "bks" | "book" | "books" | "livre" | "buch" | "libro" => Kind::Book,
        "fol" | "fols" | "folio" | "folios" => Kind::Folio,
        "n" | "nn" | "note" | "notes" | "anm" | "fn" | "fußnote" | "footnote" | "nota" => {
            Kind::Note
        }
        "¶" | "para" | "paras" | "par" | "paragraph" => Kind::Paragraph,
        "col" | "cols" | "sp" => Kind::Column,
        "line" | "lines" | "ll" => Kind::Line,
        "table" | "tables" | "tabelle" | "tableau" | "tabla" | "tabella" => Kind::Table,
        "figure" | "figures" | "fig" | "figs" | "abb" => Kind::Figure,
        "box" | "boxes" | "carton" | "karton" | "caja" | "legajo" | "liasse" => Kind::Box,
        _ => return None,
    })
}

/// A signal that words (lower case, stops dropped) begin with, and how many of them it takes.
pub(super) fn signal(words: &[&str]) -> Option<(Signal, usize)> {
    const TABLE: &[(&[&str], Signal)] = &[
        (&["see", "also", "eg"], Signal::See),
        (&["see", "for", "example"], Signal::ForExample),
        (&["see", "for", "instance"], Signal::ForExample),
        (&["as", "quoted", "by"], Signal::QuotedIn),
        (&["as", "quoted", "in"], Signal::QuotedIn),
        (&["as", "cited", "by"], Signal::QuotedIn),
        (&["as", "cited", "in"], Signal::QuotedIn),
        (&["quoted", "by"], Signal::QuotedIn),
        (&["quoted", "in"], Signal::QuotedIn),
        (&["quoted", "from"], Signal::QuotedIn),
        (&["quoted", "after"], Signal::QuotedIn),
        (&["quoted", "according", "to"], Signal::QuotedIn),
        (&["qtd", "in"], Signal::QuotedIn),
        (&["qtd", "by"], Signal::QuotedIn),
        (&["cited", "by"], Signal::QuotedIn),
        (&["cited", "in"], Signal::QuotedIn),
        (&["cited", "from"], Signal::QuotedIn),
        (&["reprinted", "in"], Signal::QuotedIn),
        (&["reported", "in"], Signal::QuotedIn),
        (&["reproduced", "in"], Signal::QuotedIn),
        (&["printed", "in"], Signal::QuotedIn),
        (&["abgedruckt", "in"], Signal::QuotedIn),
        (&["wiedergegeben", "in"], Signal::QuotedIn),
        (&["reproduit", "dans"], Signal::QuotedIn),
        (&["publié", "dans"], Signal::QuotedIn),
        (&["riprodotto", "in"], Signal::QuotedIn),
        (&["reproducido", "en"], Signal::QuotedIn),
        (&["zit", "nach"], Signal::QuotedIn),
        (&["zit", "bei"], Signal::QuotedIn),
        (&["zit", "in"], Signal::QuotedIn),
        (&["zitiert", "nach"], Signal::QuotedIn),
        (&["zitiert", "bei"], Signal::QuotedIn),
        (&["zitiert", "in"], Signal::QuotedIn),
        (&["cité", "par"], Signal::QuotedIn),
        (&["cité", "dans"], Signal::QuotedIn),
        (&["cité", "in"], Signal::QuotedIn),
        (&["cité", "d'après"], Signal::QuotedIn),
        (&["citée", "par"], Signal::QuotedIn),
        (&["citado", "por"], Signal::QuotedIn),
        (&["citado", "en"], Signal::QuotedIn),
        (&["cit", "por"], Signal::QuotedIn),
        (&["cit", "en"], Signal::QuotedIn),
        (&["citato", "in"], Signal::QuotedIn),
        (&["citato", "da"], Signal::QuotedIn),
        (&["cit", "in"], Signal::QuotedIn),
        (&["cit", "da"], Signal::QuotedIn),
        (&["see", "also"], Signal::See),
        (&["see", "eg"], Signal::ForExample),
        (&["see", "esp"], Signal::See),
        (&["see", "especially"], Signal::See),
        (&["see", "further"], Signal::See),
        (&["see", "generally"], Signal::See),
        (&["but", "see"], Signal::Compare),
        (&["but", "cf"], Signal::Compare),
        (&["see", "in", "particular"], Signal::See),
        (&["see"], Signal::See),
        (&["also"], Signal::See),
        (&["cf", "also"], Signal::Compare),
        (&["cf", "eg"], Signal::Compare),
        (&["cf"], Signal::Compare),
        (&["compare"], Signal::Compare),
        (&["contrast"], Signal::Compare),
        (&["eg"], Signal::ForExample),
        (&["for", "example"], Signal::ForExample),
        (&["for", "instance"], Signal::ForExample),
        (&["vgl", "auch"], Signal::Compare),
        (&["vgl", "dazu"], Signal::Compare),
        (&["vgl", "hierzu"], Signal::Compare),
        (&["vgl"], Signal::Compare),
        (&["siehe", "auch"], Signal::See),
        (&["siehe", "dazu"], Signal::See),
        (&["siehe"], Signal::See),
        (&["so", "auch"], Signal::See),
        (&["voir", "aussi"], Signal::See),
        (&["voir", "par", "exemple"], Signal::ForExample),
        (&["voir", "notamment"], Signal::See),
        (&["voir"], Signal::See),
        (&["v", "aussi"], Signal::See),
        (&["véase", "también"], Signal::See),
        (&["véase"], Signal::See),
        (&["véanse"], Signal::See),
        (&["ver"], Signal::See),
        (&["cfr", "anche"], Signal::Compare),
        (&["cfr"], Signal::Compare),
        (&["vedi", "anche"], Signal::See),
        (&["vedi"], Signal::See),
        (&["si", "veda", "anche"], Signal::See),
        (&["si", "veda"], Signal::See),
    ];
    TABLE
        .iter()
        .find(|(pattern, _)| words.starts_with(pattern))
        .map(|(pattern, signal)| (*signal, pattern.len()))
}

/// A month or season, whose year is a date and no author-date citation.
pub fn is_month(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "january february march april may june july august september october november \
             december jan feb mar apr jun jul aug sept sep oct nov dec spring summer autumn \
             winter easter christmas januar jänner februar märz mai juni juli oktober dezember \
             janvier février mars avril juin juillet août septembre octobre novembre décembre \
             enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre \
             diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre \
             frühjahr sommer herbst printemps été automne hiver primavera verano otoño invierno \
             estate autunno inverno",
        )
    });
    WORDS.contains(word)
}

/// A town, land or the like where books appear and things happen: `(London, 1999)` cites nobody.
pub fn is_place(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "london paris berlin moscow petrograd leningrad petersburg york chicago boston \
             philadelphia washington oxford cambridge manchester liverpool birmingham glasgow \
             edinburgh dublin belfast cardiff leeds bristol vienna wien munich münchen hamburg \
             frankfurt leipzig stuttgart köln cologne dresden bonn göttingen tübingen heidelberg \
             zürich zurich basel basle bern berne geneva genève genf lausanne rome roma milan \
             milano turin torino florence firenze naples napoli venice venezia bologna genoa \
             genova bari palermo madrid barcelona valencia sevilla seville bilbao zaragoza lisbon \
             lisboa porto amsterdam rotterdam leiden hague haag brussels bruxelles antwerp ghent \
             copenhagen stockholm oslo helsinki helsingfors warsaw cracow kraków prague praha \
             budapest bucharest sofia belgrade athens istanbul constantinople kiev kyiv odessa \
             minsk riga reval tallinn vilnius kronstadt kharkov tokyo peking beijing shanghai \
             delhi bombay calcutta cairo jerusalem sydney melbourne toronto montreal montréal \
             vancouver mexico méxico buenos aires lyon lyons marseille marseilles bordeaux \
             toulouse strasbourg lille grenoble princeton haven berkeley stanford harmondsworth \
             aldershot basingstoke los angeles francisco seattle detroit russia france germany \
             italy spain england britain scotland ireland wales austria hungary poland finland \
             sweden norway denmark america europe asia africa china japan india canada australia \
             switzerland belgium holland netherlands portugal greece turkey brazil argentina \
             chile cuba verdun versailles weimar waterloo",
        )
    });
    WORDS.contains(word)
}

/// A word of publishers' names: what holds it is neither title nor container.
pub(super) fn is_publisher_word(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "press verlag publishers publisher publishing books éditions editions éditeur \
             éditeurs editorial ediciones edizioni editore editori presses university verso \
             routledge penguin suhrkamp gallimard seuil maspero laterza einaudi feltrinelli \
             macmillan pluto blackwell sage brill fischer dietz rowohlt hanser anagrama ltd inc \
             publications",
        )
    });
    WORDS.contains(word)
}

/// A word of the titles of collections and journals.
pub fn is_container_word(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "works writings papers essays letters speeches correspondence collected selected \
             complete journal review quarterly bulletin annals archive archives proceedings \
             transactions magazine gazette reader anthology encyclopaedia encyclopedia œuvres \
             oeuvres écrits werke schriften gesammelte zeitschrift jahrbuch archiv blätter hefte \
             rundschau revue annales cahiers recueil bulletins obras escritos revista cuadernos \
             opere scritti rivista quaderni annali studies newspaper herald chronicle documents",
        )
    });
    WORDS.contains(word)
}

/// The particles and function words of titles: never a name by themselves.
pub fn is_function_word(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "the a an of in on at to for from by with and or but as is are was were be not no its \
             his her their our my your this that these those it he she they we you i what who why \
             how when where which toward towards against between after before under over into \
             through during without within about le les un une au aux sur pour dans avec et ou \
             der die das ein eine im zur zum für über mit und oder aus el los las una del al para \
             por con il lo gli i' dei degli delle della nel nella per sul sulla tra if there here \
             then thus so also yet such all some many most each every both new one two three four \
             five first second third only even however indeed moreover nor while since until once \
             though although because unlike like another other according among amongst despite \
             hence therefore similarly likewise consequently nevertheless nonetheless meanwhile \
             finally lastly equally conversely instead additionally furthermore besides accordingly \
             otherwise perhaps surely clearly obviously unsurprisingly significantly interestingly \
             ironically tellingly elsewhere whereas given unfortunately sadly naturally certainly \
             again still now never today later early yes more less much very",
        )
    });
    WORDS.contains(word)
}

/// What stands before a name and is none: *Mr*, *Canon*, *Professor*.
pub fn is_honorific(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.'),
        "Mr" | "Mrs"
            | "Ms"
            | "Miss"
            | "Dr"
            | "Prof"
            | "Professor"
            | "Sir"
            | "Lord"
            | "Lady"
            | "Dame"
            | "Father"
            | "Brother"
            | "Sister"
            | "Mother"
            | "Canon"
            | "Dean"
            | "Bishop"
            | "Archbishop"
            | "Cardinal"
            | "Pope"
            | "Rabbi"
            | "Imam"
            | "Parson"
            | "Reverend"
            | "Rev"
            | "Captain"
            | "Colonel"
            | "Major"
            | "General"
            | "Admiral"
            | "Judge"
            | "Justice"
            | "President"
            | "Senator"
            | "Baron"
            | "Baroness"
            | "Count"
            | "Countess"
            | "Saint"
            | "St"
            | "Monsieur"
            | "Madame"
            | "Mme"
            | "Mlle"
            | "Herr"
            | "Frau"
            | "Fräulein"
            | "Señor"
            | "Señora"
            | "Signor"
            | "Signora"
            | "Don"
            | "Comrade"
    )
}

/// Whether a name is a woman's (`true`) or a man's, where the word before it or the given name
/// tells.
pub fn is_womans(name: &str) -> Option<bool> {
    static WOMEN: Words = Words::new(|| {
        words(
            "mrs miss ms lady dame sister mother baroness countess madame mme mlle frau fräulein \
             señora signora \
             mary anna anne ann ana elizabeth margaret jane sarah ruth alice emma rosa clara \
             alexandra marie louise simone ursula ingrid helga greta hannah maria lucia elena \
             carmen isabel susan helen judith barbara sheila catherine katherine kate laura linda \
             nancy rachel rebecca sylvia ada olga natalia edith eva eve ella nora dora vera silvia \
             giulia chiara francesca camille philippa geraldine irina hedwig eva margit sofia edith helena ingeborg \
             gisela brigitte monika renate veronika ludmila tatiana svetlana yulia nadia nadezhda \
             amanda audrey beryl doris elsie enid fiona freda hazel heather jill joyce lorna maud \
             mavis myra nina norah olive penelope queenie rita ruby sybil thelma una vivienne wendy \
             zoe dorothy dorothea agnes agnès constance frances irene \
             martha marta joan harriet charlotte virginia beatrice gertrude hilda ida lena lydia \
             matilda miriam muriel phyllis rose sophie sophia stella teresa theresa winifred inés \
             inès paula petra sabine jeanne claire hélène juliette madeleine mathilde cécile",
        )
    });
    static MEN: Words = Words::new(|| {
        words(
            "mr sir lord father brother canon parson pope bishop archbishop cardinal rabbi imam \
             monsieur herr señor signor don baron count",
        )
    });
    let first = name
        .split_whitespace()
        .next()?
        .trim_end_matches('.')
        .to_lowercase();
    if WOMEN.contains(first.as_str()) {
        return Some(true);
    }
    let mans = MEN.contains(first.as_str())
        || is_given_name(&first) && !matches!(first.as_str(), "jean" | "robin" | "andrea");
    (mans && name.contains(' ')).then_some(false)
}

/// A common given name: `Smith, John, Title` is told from `Smith, Bread, London` by it.
pub fn is_given_name(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "john james william george charles thomas robert edward henry david peter paul \
             michael richard mary anna anne ann ana elizabeth margaret jane sarah ruth alice emma \
             rosa clara alexandra alexander leon karl carl friedrich frederick victor maurice \
             leonard jack joseph josef joan juan jean jacques pierre marie louis louise françois \
             andré michel henri claude simone hans heinrich wilhelm johann ernst otto franz max \
             walter werner wolfgang jürgen klaus ursula ingrid helga greta hannah theodor antonio \
             giovanni giuseppe carlo luigi mario paolo marco franco maria lucia elena carlos josé \
             luis pedro manuel francisco miguel carmen isabel gabriel eric erik christopher \
             daniel stephen steven mark martin philip andrew anthony brian alan allan frank fred \
             arthur albert alfred ernest harold hugh ian kevin neil patrick roger simon tom susan \
             helen judith barbara sheila catherine katherine kate laura linda nancy rachel \
             rebecca sylvia ada ivan vladimir nikolai boris sergei olga natalia alec edwin edgar \
             edith eva eve ella nora dora vera samuel benjamin adam isaac jacob moses noam silvia \
             giulia chiara francesca camille émile emile marcel murray dean gary barry bruce howard \
             ralph raymond roy russell stanley stuart ted terry tony victor vincent wayne winston \
             bob bill dan dave don doug jeff jerry jim joe ken larry mike nick pat pete ray rick \
             rob ron sam steve tim jonathan nathan matthew mathew andreas anton bernard bertrand \
             christophe claus conrad konrad dennis dietrich dmitri dominic donald douglas duncan \
             edmund edward emil enrico ernesto eugene felix ferdinand ferdinando geoffrey gerald \
             gerard gilbert gordon graham gregory guy harry herbert herman hermann hubert hugo \
             israel jason jeremy jerome jon jorge joshua julian julius justin keith kenneth laurence \
             lawrence lewis lionel lloyd malcolm marc marcus maxim mikhail miles mohammed nicholas \
             nigel noel norman oliver oscar pablo pascal percy quentin ralf raúl rené robin rodney \
             roland ronald rudolf rudolph rupert sidney sigmund stefan sven sylvain thandeka \
             theodore thorsten trevor umberto vernon vittorio wilfred wilhelm yves zygmunt alexis \
             amelia angela annette barbro brenda bridget cecilia charlotte christina christine \
             constance cynthia deborah denise diana diane dorothy dorothea eleanor ellen emily \
             esther evelyn florence frances gertrude gillian gloria grace hannah harriet heather \
             hilda irene janet janice jean jennifer jessica joan joanna josephine joyce julia \
             juliet justine karen lena lillian lisa lois lydia madeleine marion marjorie martha \
             marta miriam monica naomi natalie pamela patricia paula pauline phyllis priscilla \
             roberta rosemary sally sandra sara sharon shirley silvana sonia stella stephanie \
             andrés julián maría ramón jesús joaquín vicente rafael fernando alfonso álvaro diego \
             enrique ernesto esteban felipe gonzalo ignacio javier jaime lucas mateo martín nicolás \
             ricardo rodrigo salvador santiago sergio tomás alberto aldo alessandro bruno cesare \
             claudio dario domenico emilio enzo fabio federico filippo gaetano gianni giorgio guido \
             ivo lorenzo luca massimo matteo nicola pietro renato riccardo roberto salvatore \
             stefano tommaso ugo valerio alain albert antoine auguste denis étienne fernand gérard \
             gilles guillaume gustave hippolyte honoré hubert isidore jérôme laurent léon lucas \
             maximilien mathieu maxime michelle nicolas olivier patrice philippe raymond rémi \
             sébastien thierry yvon zora hans-peter jens jochen jürgen kurt lothar manfred matthias \
             norbert rainer reinhard rolf rüdiger siegfried stephan theo thomas uwe volker \
             lucian philip ludwig august gustav emil jakob jacob albin veit bastien gaston lucien \
             teresa tina tracy valerie veronica victoria virginia vivian winifred yvonne",
        )
    });
    WORDS.contains(word)
}

/// A piece that a collection holds and prose names by its kind: *in his letter to …*.
pub fn is_piece_noun(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "letter letters article speech pamphlet telegram report resolution theses essay \
             address lecture note appeal preface introduction postscript brief rede aufsatz \
             artikel lettre discours carta discurso artículo lettera discorso articolo memorandum \
             manifesto sermon diary",
        )
    });
    WORDS.contains(word)
}

/// The title of what was never printed: `letter to E. Keller`, `interview with Anna Miller`, with
/// a capital.
pub(super) fn unprinted(words: &str) -> Option<String> {
    let mut list = words.split(' ');
    let first = list.next()?;
    let second = list.next()?;
    let kind = matches!(
        first,
        "letter"
            | "telegram"
            | "memorandum"
            | "note"
            | "interview"
            | "conversation"
            | "speech"
            | "lettre"
            | "lettera"
            | "carta"
    );
    let joined = matches!(
        second,
        "to" | "from" | "with" | "by" | "in" | "at" | "à" | "a"
    );
    (kind && joined && words.contains(char::is_uppercase)).then(|| {
        let mut chars = words.chars();
        chars
            .next()
            .map(|c| c.to_uppercase().chain(chars).collect())
            .unwrap_or_default()
    })
}

/// A body that writes: a name that holds such a word is taken whole.
pub fn is_body_word(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "ministry committee commission department office union federation party congress \
             association institute council board society league bureau government nations \
             organisation organization bank agency authority conference assembly parliament \
             soviet guild company group collective centre center foundation ministère comité \
             ministerium partei verein ministerio partido ministero partito comitato congrès \
             parti ausschuss",
        )
    });
    WORDS.contains(word)
}

/// What bodies put out: a title begins so, and no name.
pub(super) fn is_document_word(word: &str) -> bool {
    static WORDS: Words = Words::new(|| {
        words(
            "resolution resolutions report reports proceedings minutes theses manifesto programme \
             program statutes protocol protocols letter letters declaration appeal constitution \
             decree decrees statement documents history rules charter records bulletin journal \
             verbatim address platform circular memorandum record notes journals papers works \
             studies",
        )
    });
    WORDS.contains(word)
}

/// Words of a remark that belongs to no work: *emphasis added*, *my translation*.
pub(super) fn is_remark(text: &str) -> bool {
    const REMARKS: &[&str] = &[
        "emphasis",
        "italics",
        "translation",
        "translated",
        "my emphasis",
        "trans.",
        "sic",
        "hervorhebung",
        "übersetzung",
        "übers.",
        "souligné",
        "c'est nous qui",
        "traduction",
        "cursiva",
        "énfasis",
        "traducción",
        "corsivo",
        "traduzione",
        "kursiv",
        "orthography",
        "spelling",
        "original emphasis",
        "bold",
        "underlining",
        "tr. by",
        "tr.",
    ];
    let lower = text.to_lowercase();
    let trimmed = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = trimmed
        .strip_prefix("my ")
        .or_else(|| trimmed.strip_prefix("our "))
        .or_else(|| trimmed.strip_prefix("author's "))
        .or_else(|| trimmed.strip_prefix("original "))
        .unwrap_or(trimmed);
    REMARKS.iter().any(|r| rest.starts_with(r))
}
