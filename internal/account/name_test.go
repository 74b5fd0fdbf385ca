package account

import (
	"slices"
	"strings"
	"testing"
)

// alike reports whether the names are look-alikes.
func alike(one, other string) bool {
	return slices.ContainsFunc(NameSkeletons(one), func(s string) bool { return slices.Contains(NameSkeletons(other), s) })
}

// A name that people read as another account's shares a skeleton with it, so that it is reviewed.
func TestLookAlikeNamesShareASkeleton(t *testing.T) {
	const name = "Acme Rossi S.r.l."
	for what, other := range map[string]string{
		"a joiner": "Ac\u200cme Rossi S.r.l.", "the other joiner": "Acme\u200d Rossi S.r.l.", "soft hyphen": "Ac\u00adme Rossi S.r.l.", "zero width space": "Acme\u200b Rossi S.r.l.", "word joiner": "Ac\u2060me Rossi S.r.l.",
		"variation selector": "Acme\ufe0f Rossi S.r.l.", "grapheme joiner": "Ac\u034fme Rossi S.r.l.", "a mark": "Acme\u0323 Rossi S.r.l.", "an enclosing mark": "Acme\u20dd Rossi S.r.l.", "an overlay": "Acme\u0335 Rossi S.r.l.", "Mongolian selector": "Acme\u180b Rossi S.r.l.",
		"Cyrillic": "Асmе Rоssi S.r.l.", "one Cyrillic letter": "Аcme Rossi S.r.l.", "Cyrillic capitals": "АСМЕ RОЅЅІ S.r.l.", "Greek capitals": "ΑϹΜΕ RΟSSΙ S.r.l.", "one Greek capital": "ACΜE ROSSI SRL", "Greek small letters": "Acme Rοssι S.r.l.",
		"full width": "Ａｃｍｅ　Ｒｏｓｓｉ　Ｓ．ｒ．ｌ．", "mathematical": "𝐀𝐜𝐦𝐞 𝑹𝒐𝒔𝒔𝒊 𝕊.𝕣.𝕝.", "circled": "Ⓐⓒⓜⓔ Rossi S.r.l.", "black squares": "🅰🅲🅼🅴 Rossi S.r.l.", "black circles": "🅐🅒🅜🅔 Rossi S.r.l.", "small capitals": "Aᴄᴍᴇ Rᴏssɪ S.r.l.", "superscripts": "Acmᵉ Rossi S.r.l.", "Cherokee": "Ꭺcme Rossi S.r.l.", "Lisu": "ꓮꓚꓟꓰ Rossi S.r.l.",
		"no full stops": "Acme  Rossi Srl", "capitals": "ACME ROSSI S R L", "small letters": "acme rossi s.r.l.", "a dash": "Acme-Rossi S.r.l.", "an en dash": "Acme–Rossi S.r.l.", "no space": "AcmeRossi S.r.l.", "no-break space": "Acme\u00a0Rossi S.r.l.", "thin space": "Acme\u2009Rossi S.r.l.",
		"quotes": "“Acme Rossi” S.r.l.", "guillemets": "«Acme» Rossi S.r.l.", "apostrophe": "Acme' Rossi S.r.l.", "a comma": "Acme Rossi, S.r.l.", "diacritics": "Àcmé Rossi S.r.l.", "a stroke": "Acme Røssi S.r.l.", "middle dots": "Acme·Rossi S·r·l", "an underscore": "Acme_Rossi S.r.l.", "a sign": "Acme® Rossi S.r.l.", "a trade mark": "Acme™ Rossi S.r.l.",
		"digits": "Acme R0ssi S.r.1.", "capital I": "Acme RossI S.r.I.", "a bar": "Acme Rossi S.r.|.", "rn": "Acrne Rossi S.r.l.", "l for i": "Acme Rossl S.r.l.", "one dot leader": "Acme Rossi S․r․l․",
	} {
		if !alike(name, other) || !alike(other, name) {
			t.Errorf("%s: %+q has %+q, %q has %+q", what, other, NameSkeletons(other), name, NameSkeletons(name))
		}
	}
	for one, other := range map[string]string{
		"PayPal": "PAYPAI", "Istituto": "lstituto", "ISTITUTO": "istituto", "D'Angelo": "D’Angelo", "O2": "02", "Fine": "ﬁne", "Straße": "STRASSE", "Ηλιος": "Hλιος", "ΗΛΙΟΣ": "ηλιος", "ΤΙΜΗ": "TIMH", "NOVA": "ΝOVA", "Nova": "Νova",
		"می\u200cخواهم": "میخواهم", "शर्\u200dमा": "शर्मा", "Москва": "МОСКВА", "M1": "Ml", "Al": "AI", "A|": "Al", "Zürich": "Zurich", "Modern": "Modem", "Ærø": "Aero", "カナ": "力ナ", "Smith & Co.": "SMITH & CO", "ABC": "A.B.C.",
	} {
		if !alike(one, other) {
			t.Errorf("%q has %+q, %q has %+q", one, NameSkeletons(one), other, NameSkeletons(other))
		}
	}
}

// A name that people do not confuse with another shares no skeleton with it.
func TestOtherNamesShareNoSkeleton(t *testing.T) {
	for one, other := range map[string]string{
		"Acme Rossi": "Acme Bianchi", "Acme": "Acne", "Acme S.r.l.": "Acme S.p.A.", "Acme Italia": "Acme", "A&B": "AB", "A+": "A", "C#": "C", "C++": "C+", "Acme 2": "Acme 3", "Zone": "2one", "Москва": "Мockвы", "東京": "京都", "한국": "한글", "שלום": "שלוש",
		"مصر": "مطر", "شركة ١": "شركة ١٠", "50% Off": "50 Off", "Yahoo!": "Yahoo?", "Nova": "Hova", "Hat": "Nat", "Acme/Rossi": "Acme Rossi",
	} {
		if alike(one, other) {
			t.Errorf("%q has %+q, %q has %+q", one, NameSkeletons(one), other, NameSkeletons(other))
		}
	}
}

// A whole name is found in any typography, and other names are not.
func TestFoldNameLevelsTypographyAlone(t *testing.T) {
	for one, other := range map[string]string{
		"D'Angelo": "D’Angelo", "d`angelo": "DʼANGELO", "D´Angelo": "D′Angelo", "Acme–Rossi": "Acme-Rossi", "Acme — Rossi": "Acme - Rossi", "Acme\u2011Rossi": "Acme−Rossi", "“Acme” Srl": `"Acme" Srl`, "«Acme»": "„Acme“", "＂Acme＂": "'Acme'",
		"Acme\u00a0Rossi": " acme \u2003 ROSSI\t", "Ac\u200cme": "Acme", "Ac\u00adme\u200b": "acme", "\ufeffAcme\u2060": "acme", "می\u200cخواهم": "میخواهم", "I ❤\ufe0f Acme": "i ❤ acme", "Caffè": "caffe", "Ａｃｍｅ": "Acme",
	} {
		if FoldName(one) != FoldName(other) {
			t.Errorf("%+q folds to %+q, %+q to %+q", one, FoldName(one), other, FoldName(other))
		}
	}
	for one, other := range map[string]string{
		"Acme": "Асme", "Acme Rossi": "AcmeRossi", "Acme-Rossi": "Acme Rossi", "S.r.l.": "Srl", "PayPal": "PayPaI", "O2": "02", "Modern": "Modem", "D'Angelo": "DAngelo", "Acme, Inc.": "Acme Inc.",
	} {
		if FoldName(one) == FoldName(other) {
			t.Errorf("%+q and %+q both fold to %+q", one, other, FoldName(one))
		}
	}
}

// A joiner is accepted only in names whose script needs it.
func TestJoinersStandWhereScriptsNeedThem(t *testing.T) {
	for _, name := range []string{
		"می\u200cخواهم", "شركت نفت\u200cگاز", "کار\u200cها", "श्री\u200dराम", "शर्\u200dमा", "क्\u200cष", "ക്\u200d", "ශ්\u200dරී ලංකා", "ক্\u200dষ", "بِ\u200cها",
	} {
		if got, err := ParseName(name); err != nil || got != name {
			t.Errorf("ParseName(%+q) = %+q, %v", name, got, err)
		}
	}
	for _, name := range []string{
		"Ac\u200cme Rossi", "Acme\u200d", "\u200cAcme", "Acme \u200c Rossi", "Ac\u200d\u200cme", "Ас\u200cме", "東\u200d京", "한\u200c국", "می\u200c", "\u200cمی", "می\u200c\u200cخواهم", "می\u200cAcme", "Acme\u200cمی", "می\u200c خواهم",
		"1\u200d2", "٣\u200c٤", "👨\u200d👩", "Ααα\u200cα", "שלו\u200cם", "a\u0301\u200cb",
	} {
		if got, err := ParseName(name); code(t, err) != FieldCharacters {
			t.Errorf("ParseName(%+q) = %+q, %v", name, got, err)
		}
	}
}

// FuzzNameSkeletons checks that names that a search treats as the same are look-alikes, and that each name has a
// skeleton.
func FuzzNameSkeletons(f *testing.F) {
	for _, seed := range []string{"Acme Rossi S.r.l.", "ΑϹΜΕ", "Ꭺcme", "İ", "ŉ", "´", "″", "٠", "ꓸꓸ", "ﷺ", "ᾳ", "㎏", "K", "\u1e9b\u0323", "🅰", "''", "a\u0345", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		folded := FoldName(typed)
		if again := FoldName(folded); again != folded {
			t.Errorf("%+q folds to %+q, and that to %+q", typed, folded, again)
		}
		name, err := ParseName(typed)
		if err != nil {
			return
		}
		if FoldName(name) == "" {
			t.Errorf("%+q folds to nothing", name)
		}
		skeletons := NameSkeletons(name)
		if len(skeletons) == 0 || len(skeletons) > 2 || slices.Contains(skeletons, "") {
			t.Errorf("%+q has the skeletons %+q", name, skeletons)
		}
		for _, same := range []string{strings.ToLower(name), name + ".", " " + name + "\u200b", "“" + name + "”"} {
			if FoldName(same) == FoldName(name) && NameSkeletons(same)[0] != skeletons[0] {
				t.Errorf("%+q has %+q, %+q has %+q", name, skeletons, same, NameSkeletons(same))
			}
		}
		if NameSkeletons(FoldName(name))[0] != skeletons[0] {
			t.Errorf("%+q has %+q, folded %+q", name, skeletons, NameSkeletons(FoldName(name)))
		}
	})
}
