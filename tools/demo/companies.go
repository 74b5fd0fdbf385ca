// Package demo makes the data that a local stack starts with: companies of many countries and
// scripts, the same ones every time.
package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// word is a part of a company name and how it is written in a domain identifier.
type word struct{ name, latin string }

// country says how companies are called somewhere: a name, a trade and a legal form, in the order
// and with the white space of the pattern.
type country struct {
	pattern  string // %[1]s name, %[2]s trade, %[3]s form
	names    []word
	trades   []word
	forms    []string
	suffixes []string // of domain identifiers
}

func words(pairs string) []word {
	var list []word
	for pair := range strings.FieldsSeq(pairs) {
		name, latin, found := strings.Cut(pair, "=")
		if !found {
			latin = strings.ToLower(name)
		}
		list = append(list, word{strings.ReplaceAll(name, "_", " "), latin})
	}
	return list
}

var countries = []country{
	{
		"%[1]s %[2]s %[3]s",
		words("Acorn Bramble Copperfield Dunmore Eastwick Fairhaven Granite Hollis Ironbridge Juniper Kestrel Larkspur Merriton Northgate Oakham Pemberton Quarry Ravenscar Stonewall Thornbury"),
		words("Logistics Robotics Foods Systems Analytics Marine Energy Textiles"),
		[]string{"Ltd", "plc", "Inc.", "LLC"},
		[]string{"com", "co.uk", "net", "io"},
	},
	{
		"%[1]s %[2]s %[3]s",
		words("Aurora Bellavista Castellani Dell'Orto=dellorto Esposito Ferrari=ferrari-group Gualtieri Lombardi Montefiore Nardò=nardo Perù=peru Ricci Santangelo Tiezzi Università=universita Venturini"),
		words("Meccanica Trasporti Alimentari Edilizia Sistemi Ceramiche Vini Energia"),
		[]string{"S.p.A.", "S.r.l.", "S.a.s.", "& C. S.n.c."},
		[]string{"it", "com", "eu"},
	},
	{
		"%[1]s %[2]s %[3]s",
		words("Brückner=brueckner Fäßler=faessler Grünwald=gruenwald Hübner=huebner Jäger=jaeger König=koenig Löwe=loewe Müller=mueller Nußbaum=nussbaum Österreicher=oesterreicher Schröder=schroeder Weiß=weiss"),
		words("Maschinenbau Logistik Werkzeuge Elektronik Brauerei Anlagenbau Software Optik"),
		[]string{"GmbH", "AG", "GmbH & Co. KG", "SE"},
		[]string{"de", "at", "ch"},
	},
	{
		"%[2]s %[1]s %[3]s",
		words("Aubépine=aubepine Bérénice=berenice Châtelain=chatelain Delacroix Élysée=elysee Forêt=foret Gérard=gerard Hémisphère=hemisphere Lumière=lumiere Océane=oceane"),
		words("Ateliers Transports Laboratoires Éditions=editions Fonderies Établissements=etablissements"),
		[]string{"SA", "SAS", "SARL", "& Fils"},
		[]string{"fr", "be", "com"},
	},
	{
		"%[2]s %[1]s %[3]s",
		words("Álvarez=alvarez Núñez=nunez Peñalver=penalver Ibáñez=ibanez Cañada=canada-grupo Guzmán=guzman São_Bento=saobento Conceição=conceicao Araújo=araujo Magalhães=magalhaes"),
		words("Construcciones Industrias Transportes Comercial Bodegas Laboratorios"),
		[]string{"S.A.", "S.L.", "Ltda."},
		[]string{"es", "com.mx", "com.br", "pt"},
	},
	{
		"%[1]s %[2]s %[3]s",
		words("Łódzka=lodzka Żuraw=zuraw Dąbrowski=dabrowski Wiśniewska=wisniewska Šťastný=stastny Dvořák=dvorak Kovács=kovacs Győr=gyor Popescu Čapek=capek"),
		words("Transport Budownictwo Elektro Strojírny=strojirny Logistika Softver"),
		[]string{"sp. z o.o.", "S.A.", "s.r.o.", "Kft."},
		[]string{"pl", "cz", "hu", "ro"},
	},
	{
		"%[1]s %[2]s %[3]s",
		words("Ångström=angstrom Bjørnsson=bjornsson Fjällräven-Norr=fjallnorr Göteborgs=goteborgs Håkansson=hakansson Jørgensen=jorgensen Mäkinen=makinen Ødegård=odegard Þórsson=thorsson Äijälä=aijala"),
		words("Industri Rederi Skog Teknik Data Havn"),
		[]string{"AB", "A/S", "Oy", "ehf."},
		[]string{"se", "no", "dk", "fi", "is"},
	},
	{
		"%[1]s %[2]s %[3]s",
		words("Çelik=celik Güneş=gunes Işık=isik Öztürk=ozturk Şahin=sahin Yıldız=yildiz İstanbul=istanbul-grup"),
		words("Tekstil Makine Gıda=gida Yazılım=yazilim Lojistik"),
		[]string{"A.Ş.", "Ltd. Şti."},
		[]string{"com.tr", "com"},
	},
	{
		"%[2]s %[1]s %[3]s",
		words("Αθηνά=athina Δελφοί=delfoi Ήλιος=ilios Θάλασσα=thalassa Όλυμπος=olympos Παπαδόπουλος=papadopoulos"),
		words("Ναυτιλιακή=naftiliaki Τεχνική=techniki Εμπορική=emporiki Οινοποιία=oinopoiia"),
		[]string{"Α.Ε.", "Ε.Π.Ε."},
		[]string{"gr", "com.gr"},
	},
	{
		"%[3]s «%[1]s %[2]s»",
		words("Берёза=bereza Волга=volga Днепр=dnipro Заря=zarya Київ=kyiv Ладога=ladoga Север=sever Енисей=enisei"),
		words("Транспорт=transport Машиностроение=mash Агро=agro Технологии=tech Энерго=energo"),
		[]string{"ООО", "АО", "ТОВ"},
		[]string{"com.ua", "kz", "bg", "rs"},
	},
	{
		"%[3]s%[1]s%[2]s",
		words("小林=kobayashi 佐藤=sato 東京=tokyo 富士山=fujisan 北海道=hokkaido 山田=yamada 青空=aozora さくら=sakura"),
		words("製作所=seisakusho 電機=denki 運輸=unyu 食品=shokuhin システム=system"),
		[]string{"株式会社", "有限会社"},
		[]string{"co.jp", "jp"},
	},
	{
		"%[1]s%[2]s%[3]s",
		words("上海=shanghai 长江=changjiang 东方=dongfang 华南=huanan 金龙=jinlong 明珠=mingzhu 泰山=taishan"),
		words("科技=keji 机械=jixie 物流=wuliu 食品=shipin 电子=dianzi"),
		[]string{"有限公司", "股份有限公司"},
		[]string{"com.cn", "cn", "com.tw"},
	},
	{
		"%[3]s %[1]s%[2]s",
		words("한강=hangang 대한=daehan 백두=baekdu 서울=seoul 미래=mirae 새벽=saebyeok"),
		words("전자=jeonja 물류=mullyu 식품=sikpum 기계=gigye 소프트=soft"),
		[]string{"주식회사", "(주)"},
		[]string{"co.kr", "kr"},
	},
	{
		"%[2]s %[1]s %[3]s",
		words("النور=alnoor الخليج=alkhaleej النيل=alnile الشرق=alsharq المدينة=almadina القدس=alquds"),
		words("شركة=sharika مؤسسة=muassasa مجموعة=majmoua"),
		[]string{"المحدودة", "للتجارة", "للنقل"},
		[]string{"ae", "com.sa", "com.eg"},
	},
	{
		"%[1]s %[2]s %[3]s",
		words("הגליל=hagalil ירושלים=jerusalem כרמל=carmel נגב=negev שקד=shaked"),
		words("תעשיות=taasiyot מערכות=maarachot מזון=mazon הובלות=hovalot"),
		[]string{"בע\"מ"},
		[]string{"co.il"},
	},
	{
		"%[1]s %[2]s %[3]s",
		words("भारत=bharat गंगा=ganga हिमालय=himalaya सूर्य=surya लक्ष्मी=lakshmi"),
		words("उद्योग=udyog परिवहन=parivahan वस्त्र=vastra प्रौद्योगिकी=tech"),
		[]string{"प्राइवेट लिमिटेड", "लिमिटेड"},
		[]string{"in", "co.in"},
	},
	{
		"%[3]s %[2]s %[1]s",
		words("Bình_Minh=binhminh Đại_Việt=daiviet Hòa_Phát=hoaphat-vn Sông_Hồng=songhong Phương_Nam=phuongnam"),
		words("Vận_Tải=vantai Thực_Phẩm=thucpham Công_Nghệ=congnghe"),
		[]string{"Công ty TNHH", "Công ty Cổ phần"},
		[]string{"vn", "com.vn"},
	},
	{
		"%[3]s %[1]s%[2]s จำกัด",
		words("สยาม=siam ช้างเผือก=changphueak เจ้าพระยา=chaophraya ดอกบัว=dokbua"),
		words("ขนส่ง=khonsong อาหาร=ahan เทคโนโลยี=techno"),
		[]string{"บริษัท"},
		[]string{"co.th"},
	},
}

// administrators' local parts, the first for everybody.
var mailboxes = []string{"licences", "it", "procurement", "m.rossi", "a.tanaka", "office"}

// Companies answers so many active accounts, the same ones for the same number: one in six
// Restricted, all with an administrator and a default Virtual Account, some with more of each.
func Companies(number int, now time.Time) []workflow.StoredAccount {
	chance := rand.New(rand.NewPCG(1, 2)) // the same numbers every time
	taken := map[account.Domain]bool{}
	list := make([]workflow.StoredAccount, 0, number)
	for i := 0; len(list) < number; i++ {
		c := countries[i%len(countries)]
		name, trade := pick(chance, c.names), pick(chance, c.trades)
		host := fmt.Sprintf("%s-%s.%s", name.latin, trade.latin, pick(chance, c.suffixes))
		domain, err := account.ParseDomain(host)
		if err != nil || taken[domain] {
			if domain, err = account.ParseDomain(fmt.Sprintf("%s-%s%d.%s", name.latin, trade.latin, 2+chance.IntN(98), pick(chance, c.suffixes))); err != nil || taken[domain] {
				continue
			}
		}
		taken[domain] = true
		visibility := account.Public
		if chance.IntN(6) == 0 {
			visibility = account.Restricted
		}
		list = append(list, company(chance, fmt.Sprintf(c.pattern, name.name, trade.name, pick(chance, c.forms)), domain, visibility, now))
	}
	return list
}

func company(chance *rand.Rand, name string, domain account.Domain, visibility account.Visibility, now time.Time) workflow.StoredAccount {
	const oldest = 900 // days
	since := now.Add(-time.Duration(chance.IntN(oldest*24)+24) * time.Hour).Truncate(time.Second)
	a := account.Account{
		ID: account.NewID(), Name: name, Domain: domain, Status: account.AccountActive,
		Visibility: visibility, CreatedAt: since, Requester: account.Email("orders@" + pick(chance, resellers)), RequestID: account.NewID(),
	}
	stored := workflow.StoredAccount{Account: a}
	for i, box := range mailboxes {
		if i == 0 || chance.IntN(4) == 0 {
			stored.Members = append(stored.Members, member(a, account.Email(box+"@"+string(domain)), account.SmartAccountAdministrator))
		}
	}
	for i, name := range []string{account.DefaultVirtualAccountName, "Production", "Laboratory"} {
		if i == 0 || chance.IntN(5) == 0 {
			stored.VirtualAccounts = append(stored.VirtualAccounts, account.VirtualAccount{
				ID: account.NewID(), AccountID: a.ID, Name: name, Default: i == 0, CreatedAt: since,
			})
		}
	}
	return stored
}

// resellers are who asked for the companies' accounts once.
var resellers = []string{"reseller-one.com", "reseller-two.com"}

func member(a account.Account, person account.Email, roles ...account.Role) account.Membership {
	return account.Membership{AccountID: a.ID, Person: person, Roles: roles, Since: a.CreatedAt}
}

func pick[T any](chance *rand.Rand, from []T) T { return from[chance.IntN(len(from))] }
