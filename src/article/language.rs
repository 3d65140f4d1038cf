//! The language of a text, by its most common words.

/// The twenty or so commonest words of each language that are rare in the others.
const WORDS: [(&str, &str); 8] = [
    (
        "en",
        " the of and to that was it for with as his on be at by not this are from have which they were their ",
    ),
    (
        "de",
        " der die und das den von zu ist nicht mit dem sich des auf für ein eine als auch werden daß dass wurde ",
    ),
    (
        "fr",
        " le les et des du dans que qui une est pour pas sur ce il par au plus avec sont cette ont aux ",
    ),
    (
        "es",
        " el los las y que en del se por con una su para como más pero sus al fue esta lo entre ",
    ),
    (
        "it",
        " il di che e non per una con sono della del dei nel è gli le alla più anche si delle come ",
    ),
    (
        "pt",
        " os as e que não do da em um uma para com dos das mais como foi ao pela se por são ",
    ),
    (
        "nl",
        " de het een van en in dat niet te zijn voor met op aan er maar om ook als werd door naar bij ",
    ),
    (
        "sv",
        " och att det som en på är av för med den inte till har ett om de var men sig från ",
    ),
];

/// The language as a BCP 47 tag, when the words of one are at least a tenth of the text's first
/// words and half as many again as those of any other.
pub(super) fn detect(text: &str) -> Option<&'static str> {
    let mut counts = [0usize; WORDS.len()];
    let mut total = 0usize;
    for word in text.split(|c: char| !c.is_alphabetic()).take(6000) {
        if word.is_empty() {
            continue;
        }
        total += 1;
        let spaced = format!(" {} ", word.to_lowercase());
        for (count, (_, words)) in counts.iter_mut().zip(WORDS) {
            *count += usize::from(words.contains(&spaced));
        }
    }
    let (best, count) = counts.iter().enumerate().max_by_key(|(_, c)| **c)?;
    let second = counts.iter().enumerate().filter(|(i, _)| *i != best);
    let second = second.map(|(_, c)| *c).max().unwrap_or(0);
    let certain = total >= 20 && count * 10 >= total && count * 2 >= second * 3;
    certain.then(|| WORDS.get(best).map(|w| w.0))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        for (text, language) in [
            (
                "The mill stood by the river, and the miller was not at home when they came to it \
                 with their grain from the hills.",
                Some("en"),
            ),
            (
                "Die Mühle stand an dem Fluß, und der Müller war nicht zu Hause, als sie mit dem \
                 Korn von den Hügeln kamen, das auch für ein Brot nicht reichte.",
                Some("de"),
            ),
            (
                "Le moulin était dans la vallée, et les gens qui venaient avec du grain pour le \
                 meunier ne sont pas plus de vingt par jour.",
                Some("fr"),
            ),
            ("Flour. Water. Salt.", None),
        ] {
            assert_eq!(detect(text), language);
        }
    }
}
