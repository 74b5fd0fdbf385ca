// Package companies invents companies of many countries and scripts, for demo data and measurements.
package companies

import "strings"

// Word is a part of a company name, with its spelling in a domain identifier.
type Word struct{ Name, Latin string }

// Country has the parts of a country's company names: a name, a trade and a legal form, in the order and with
// the white space of the pattern.
type Country struct {
	Pattern  string // %[1]s name, %[2]s trade, %[3]s form
	Names    []Word
	Trades   []Word
	Forms    []string
	Suffixes []string // of domain identifiers
	tongue   tongue
}

func words(pairs string) []Word {
	var list []Word
	for pair := range strings.FieldsSeq(pairs) {
		name, latin, found := strings.Cut(pair, "=")
		if !found {
			latin = strings.ToLower(name)
		}
		list = append(list, Word{strings.ReplaceAll(name, "_", " "), latin})
	}
	return list
}

// Countries has the countries of the invented companies.
var Countries = []Country{
	{
		"%[1]s %[2]s %[3]s",
		words("Acorn Bramble Copperfield Dunmore Eastwick Fairhaven Granite Hollis Ironbridge Juniper Kestrel Larkspur Merriton Northgate Oakham Pemberton Quarry Ravenscar Stonewall Thornbury"),
		words("Logistics Robotics Foods Systems Analytics Marine Energy Textiles"),
		[]string{"Ltd", "plc", "Inc.", "LLC"},
		[]string{"com", "co.uk", "net", "io"},
		english,
	},
	{
		"%[1]s %[2]s %[3]s",
		words("Aurora Bellavista Castellani Dell'Orto=dellorto Esposito Ferrari=ferrari-group Gualtieri Lombardi Montefiore Nardò=nardo Perù=peru Ricci Santangelo Tiezzi Università=universita Venturini"),
		words("Meccanica Trasporti Alimentari Edilizia Sistemi Ceramiche Vini Energia"),
		[]string{"S.p.A.", "S.r.l.", "S.a.s.", "& C. S.n.c."},
		[]string{"it", "com", "eu"},
		italian,
	},
	{
		"%[1]s %[2]s %[3]s",
		words("Brückner=brueckner Fäßler=faessler Grünwald=gruenwald Hübner=huebner Jäger=jaeger König=koenig Löwe=loewe Müller=mueller Nußbaum=nussbaum Österreicher=oesterreicher Schröder=schroeder Weiß=weiss"),
		words("Maschinenbau Logistik Werkzeuge Elektronik Brauerei Anlagenbau Software Optik"),
		[]string{"GmbH", "AG", "GmbH & Co. KG", "SE"},
		[]string{"de", "at", "ch"},
		german,
	},
	{
		"%[2]s %[1]s %[3]s",
		words("Aubépine=aubepine Bérénice=berenice Châtelain=chatelain Delacroix Élysée=elysee Forêt=foret Gérard=gerard Hémisphère=hemisphere Lumière=lumiere Océane=oceane"),
		words("Ateliers Transports Laboratoires Éditions=editions Fonderies Établissements=etablissements"),
		[]string{"SA", "SAS", "SARL", "& Fils"},
		[]string{"fr", "be", "com"},
		french,
	},
	{
		"%[2]s %[1]s %[3]s",
		words("Álvarez=alvarez Núñez=nunez Peñalver=penalver Ibáñez=ibanez Cañada=canada-grupo Guzmán=guzman São_Bento=saobento Conceição=conceicao Araújo=araujo Magalhães=magalhaes"),
		words("Construcciones Industrias Transportes Comercial Bodegas Laboratorios"),
		[]string{"S.A.", "S.L.", "Ltda."},
		[]string{"es", "com.mx", "com.br", "pt"},
		spanish,
	},
	{
		"%[1]s %[2]s %[3]s",
		words("Łódzka=lodzka Żuraw=zuraw Dąbrowski=dabrowski Wiśniewska=wisniewska Šťastný=stastny Dvořák=dvorak Kovács=kovacs Győr=gyor Popescu Čapek=capek"),
		words("Transport Budownictwo Elektro Strojírny=strojirny Logistika Softver"),
		[]string{"sp. z o.o.", "S.A.", "s.r.o.", "Kft."},
		[]string{"pl", "cz", "hu", "ro"},
		polish,
	},
	{
		"%[1]s %[2]s %[3]s",
		words("Ångström=angstrom Bjørnsson=bjornsson Fjällräven-Norr=fjallnorr Göteborgs=goteborgs Håkansson=hakansson Jørgensen=jorgensen Mäkinen=makinen Ødegård=odegard Þórsson=thorsson Äijälä=aijala"),
		words("Industri Rederi Skog Teknik Data Havn"),
		[]string{"AB", "A/S", "Oy", "ehf."},
		[]string{"se", "no", "dk", "fi", "is"},
		nordic,
	},
	{
		"%[1]s %[2]s %[3]s",
		words("Çelik=celik Güneş=gunes Işık=isik Öztürk=ozturk Şahin=sahin Yıldız=yildiz İstanbul=istanbul-grup"),
		words("Tekstil Makine Gıda=gida Yazılım=yazilim Lojistik"),
		[]string{"A.Ş.", "Ltd. Şti."},
		[]string{"com.tr", "com"},
		turkish,
	},
	{
		"%[2]s %[1]s %[3]s",
		words("Αθηνά=athina Δελφοί=delfoi Ήλιος=ilios Θάλασσα=thalassa Όλυμπος=olympos Παπαδόπουλος=papadopoulos"),
		words("Ναυτιλιακή=naftiliaki Τεχνική=techniki Εμπορική=emporiki Οινοποιία=oinopoiia"),
		[]string{"Α.Ε.", "Ε.Π.Ε."},
		[]string{"gr", "com.gr"},
		greek,
	},
	{
		"%[3]s «%[1]s %[2]s»",
		words("Берёза=bereza Волга=volga Днепр=dnipro Заря=zarya Київ=kyiv Ладога=ladoga Север=sever Енисей=enisei"),
		words("Транспорт=transport Машиностроение=mash Агро=agro Технологии=tech Энерго=energo"),
		[]string{"ООО", "АО", "ТОВ"},
		[]string{"com.ua", "kz", "bg", "rs"},
		cyrillic,
	},
	{
		"%[3]s%[1]s%[2]s",
		words("小林=kobayashi 佐藤=sato 東京=tokyo 富士山=fujisan 北海道=hokkaido 山田=yamada 青空=aozora さくら=sakura"),
		words("製作所=seisakusho 電機=denki 運輸=unyu 食品=shokuhin システム=system"),
		[]string{"株式会社", "有限会社"},
		[]string{"co.jp", "jp"},
		japanese,
	},
	{
		"%[1]s%[2]s%[3]s",
		words("上海=shanghai 长江=changjiang 东方=dongfang 华南=huanan 金龙=jinlong 明珠=mingzhu 泰山=taishan"),
		words("科技=keji 机械=jixie 物流=wuliu 食品=shipin 电子=dianzi"),
		[]string{"有限公司", "股份有限公司"},
		[]string{"com.cn", "cn", "com.tw"},
		chinese,
	},
	{
		"%[3]s %[1]s%[2]s",
		words("한강=hangang 대한=daehan 백두=baekdu 서울=seoul 미래=mirae 새벽=saebyeok"),
		words("전자=jeonja 물류=mullyu 식품=sikpum 기계=gigye 소프트=soft"),
		[]string{"주식회사", "(주)"},
		[]string{"co.kr", "kr"},
		korean,
	},
	{
		"%[2]s %[1]s %[3]s",
		words("النور=alnoor الخليج=alkhaleej النيل=alnile الشرق=alsharq المدينة=almadina القدس=alquds"),
		words("شركة=sharika مؤسسة=muassasa مجموعة=majmoua"),
		[]string{"المحدودة", "للتجارة", "للنقل"},
		[]string{"ae", "com.sa", "com.eg"},
		arabic,
	},
	{
		"%[1]s %[2]s %[3]s",
		words("הגליל=hagalil ירושלים=jerusalem כרמל=carmel נגב=negev שקד=shaked"),
		words("תעשיות=taasiyot מערכות=maarachot מזון=mazon הובלות=hovalot"),
		[]string{"בע\"מ"},
		[]string{"co.il"},
		hebrew,
	},
	{
		"%[1]s %[2]s %[3]s",
		words("भारत=bharat गंगा=ganga हिमालय=himalaya सूर्य=surya लक्ष्मी=lakshmi"),
		words("उद्योग=udyog परिवहन=parivahan वस्त्र=vastra प्रौद्योगिकी=tech"),
		[]string{"प्राइवेट लिमिटेड", "लिमिटेड"},
		[]string{"in", "co.in"},
		hindi,
	},
	{
		"%[3]s %[2]s %[1]s",
		words("Bình_Minh=binhminh Đại_Việt=daiviet Hòa_Phát=hoaphat-vn Sông_Hồng=songhong Phương_Nam=phuongnam"),
		words("Vận_Tải=vantai Thực_Phẩm=thucpham Công_Nghệ=congnghe"),
		[]string{"Công ty TNHH", "Công ty Cổ phần"},
		[]string{"vn", "com.vn"},
		vietnamese,
	},
	{
		"%[3]s %[1]s%[2]s จำกัด",
		words("สยาม=siam ช้างเผือก=changphueak เจ้าพระยา=chaophraya ดอกบัว=dokbua"),
		words("ขนส่ง=khonsong อาหาร=ahan เทคโนโลยี=techno"),
		[]string{"บริษัท"},
		[]string{"co.th"},
		thai,
	},
}
