package companies

import "strings"

// tongue has the properties of a language for inventing names: its share of companies, the endings of family names, and
// the script of invented words.
type tongue struct {
	share   int      // of all companies, in thousandths
	endings []string // of family names; none if they are not in Latin letters
	letters map[rune]string
	signs   []rune // for languages in which a name is a few signs
}

var (
	english    = tongue{share: 350, endings: []string{"son", "ford", "ton", "wood", "er", "ley"}}
	italian    = tongue{share: 70, endings: []string{"ini", "elli", "etti", "ucci", "on", "ato"}}
	german     = tongue{share: 100, endings: []string{"mann", "er", "bach", "hardt", "berg", "ig"}}
	french     = tongue{share: 70, endings: []string{"eau", "ier", "ault", "ois", "et", "ard"}}
	spanish    = tongue{share: 80, endings: []string{"ez", "ado", "era", "es", "inho", "al"}}
	polish     = tongue{share: 40, endings: []string{"ski", "wicz", "ak", "ek", "ny", "escu"}}
	nordic     = tongue{share: 50, endings: []string{"sson", "sen", "strand", "gren", "nen", "vik"}}
	turkish    = tongue{share: 25, endings: []string{"oglu", "er", "can", "taş", "kaya", "demir"}}
	greek      = tongue{share: 10, letters: script("bμπ dντ fφ gγκ hχ jτζ kκ lλ mμ nν pπ rρ sσ tτ vβ zζ aα eε iι oο uου")}
	cyrillic   = tongue{share: 40, letters: script("bб dд fф gг hх jж kк lл mм nн pп rр sс tт vв zз aа eе iи oо uу")}
	japanese   = tongue{share: 45, signs: []rune("山川田中村木林森石井上下大小高松竹梅花月日星海空風水火金銀玉白黒赤青東西南北前後内外野原沢島崎橋宮谷岡本藤安新長古")}
	chinese    = tongue{share: 50, signs: []rune("华中国建新东方南北天海江河山龙凤金银宝玉瑞祥福寿康宁安泰和平利達丰盛兴隆昌荣光明辉远航通信诚德美佳科达创伟")}
	korean     = tongue{share: 20, signs: []rune("한대신동서남북중산강해천지인우성진영광명화수정민호경용태세현재원준미선아은")}
	arabic     = tongue{share: 15, letters: script("bب dد fف gغ hه jج kك lل mم nن pب rر sس tت vف zز aا eي iي oو uو")}
	hebrew     = tongue{share: 10, letters: script("bב dד fפ gג hה jי kק lל mמ nנ pפ rר sס tט vו zז aא eא iי oו uו")}
	hindi      = tongue{share: 15, letters: script("bब dद fफ gग hह jज kक lल mम nन pप rर sस tत vव zझ aा eे iि oो uु")}
	vietnamese = tongue{share: 5, endings: []string{"anh", "ong", "uyen", "inh", "oc", "ang"}}
	thai       = tongue{share: 5, letters: script("bบ dด fฟ gก hห jจ kค lล mม nน pป rร sส tท vว zซ aา eะ iี oั uู")}
)

// script parses pairs of a Latin letter and its transliteration.
func script(pairs string) map[rune]string {
	letters := map[rune]string{}
	for pair := range strings.FieldsSeq(pairs) {
		letters[rune(pair[0])] = pair[1:]
	}
	return letters
}

// latin reports whether names are written in Latin letters.
func (t tongue) latin() bool { return t.letters == nil && t.signs == nil }

// write returns an invented word of Latin letters in the language's script.
func (t tongue) write(word string) string {
	if t.latin() {
		return strings.ToUpper(word[:1]) + word[1:]
	}
	var b strings.Builder
	for _, letter := range word {
		b.WriteString(t.letters[letter])
	}
	return b.String()
}
