package otp

import (
	"slices"
	"strings"
	"unicode"
)

// The word lists are written in folded form where folding changes a word: see
// foldAll. They are matched inside words too, because many languages glue
// endings, articles or compounds to them.

// brands are WhatsApp's names for itself.
var brands = foldAll(
	"whatsapp", "whats app", "what's app", "whats-app",
	"واتساب", "واتس اب", "واتسآب", "واتساپ", "واتس اپ", "واتس\u200cاپ", "واٹس ایپ", "واٹس اپ", "واٹساپ", "وٹس ایپ", "وٹس اپ",
	"וואטסאפ", "ווטסאפ", "ווצאפ", "ואטסאפ", "וואצאפ",
	"ватсап", "вотсап", "вацап", "воцап", "уотсап", "вотсапп", "ватсапп",
	"व्हाट्सएप", "व्हाट्सऐप", "व्हाट्सअप", "व्हाट्सप", "व्हॉट्सअ", "व्हॉट्सऐप", "व्हॉट्सएप", "वॉट्सऐप", "वॉट्सएप", "वाट्सएप", "वाट्सऐप", "ह्वाट्सएप",
	"হোয়াটসঅ্যাপ", "ওয়াটসঅ্যাপ", "হোয়াটসএপ", "হোয়াটস অ্যাপ",
	"વોટ્સએપ", "વ્હોટ્સએપ", "વૉટ્સએપ", "વોટ્સઍપ",
	"ਵਟਸਐਪ", "ਵੱਟਸਐਪ", "ਵਟਸਅੱਪ", "ਵ੍ਹਟਸਐਪ", "ਵਟ੍ਸਐਪ",
	"வாட்ஸ்அப்", "வாட்ஸ்ஆப்", "வாட்ஸ்ஆப்ப", "வாட்சப்", "வாட்ஸப்",
	"వాట్సాప్", "వాట్సప్", "వాట్స్ యాప్", "వాట్సాప్ప", "వాట్స్\u200cయాప్",
	"ವಾಟ್ಸಾಪ್", "ವಾಟ್ಸಪ್", "ವಾಟ್ಸ್\u200cಆ್ಯಪ್", "ವಾಟ್ಸಾಪ್",
	"വാട്ട്\u200cസ്ആപ്പ്", "വാട്സ്ആപ്പ്", "വാട്സാപ്പ്", "വാട്ട്സാപ്പ്", "വാട്\u200cസാപ്പ്", "വാട്\u200cസ്ആപ്പ്",
	"වට්ස්ඇප්", "වට්ස් ඇප්", "වට්සැප්",
	"วอตส์แอป", "วอทส์แอป", "วอตส์แอพ", "วอทส์แอพ", "วอตแอป", "วอทแอป",
	"ວອດແອັບ", "ວັອດແອັບ", "វ៉តសាប់", "វ៉ាតសាប់", "ဝက်စ်အက်", "ဝပ်စ်အက်", "ဝါ့စ်အက်", "ဝတ်စအက်",
	"왓츠앱", "와츠앱", "왓스앱", "ワッツアップ", "ワッツアプ",
	"ვოთსაპ", "უოთსაპ", "ვოთსეფ", "վատսափ", "ուաթսափ", "վոթսափ", "ዋትስአፕ", "ዋትሳፕ", "ዋትስ አፕ",
	"瓦次艾普",
)

// codeWords say that the number beside them is a code. Short Latin ones are in
// codeStarts, because they hide inside other words.
var codeWords = foldAll(
	"code", "código", "codigo", "codice", "kode", "kodu", "kodunuz", "koodi", "kodea", "kodi", "kood", "kódot", "kódja",
	"κωδικ", "код", "рамз",
	"رمز", "كود", "کد", "کوڈ", "کود", "شفرة",
	"קוד", "कोड", "कूट", "सङ्केत", "কোড", "કોડ", "ਕੋਡ", "குறியீடு", "கோட்", "கோடு", "குறியீட்டு", "కోడ్", "ಕೋಡ್", "കോഡ്", "කේත",
	"รหัส", "ລະຫັດ", "លេខកូដ", "កូដ", "ကုဒ်", "ကုတ်",
	"コード", "番号", "코드", "인증번호", "验证码", "驗證碼", "代码", "代碼", "校验码", "確認碼", "确认码", "码", "碼",
	"კოდ", "կոդ", "կոդը", "ኮድ", "mã", "ma xac", "msimbo", "nambari ya uthibitisho", "ikhodi", "khodi", "furaha ya siri", "còdi", "kôd",
)

// codeStarts are words, or beginnings of words, that mean code.
var codeStarts = foldAll("cod", "kod", "kód", "cód", "kods", "lambar", "koodh", "cott", "passcode")

// otherServices send codes of their own; in a sentence with one of them the
// code may be theirs. The Latin names are among otherSubjects, as whole words:
// some are ordinary words without their accents.
var otherServices = foldAll(
	"фейсбук", "инстаграм", "телеграм", "فيسبوك", "انستغرام", "تيليجرام", "تلگرام", "اینستاگرام", "फेसबुक", "इंस्टाग्राम",
	"微信", "支付宝", "페이스북", "인스타그램", "フェイスブック", "インスタグラム", "פייסבוק", "אינסטגרם",
)

// services are the names of others that send codes, as whole words.
var services = foldAll(
	"facebook", "instagram", "messenger", "telegram", "signal", "viber", "google", "gmail", "twitter", "tiktok", "snapchat",
	"linkedin", "paypal", "uber", "amazon", "netflix", "microsoft", "apple", "icloud", "wechat",
)

// proofWords are what messages with a code say about it: what it proves, how
// long it holds, to keep it. They are matched inside words.
var proofWords = foldAll(
	"verif", "one-time", "one time", "onetime", "otp", "2fa", "two-factor", "two-step", "authenticat", "log in", "login", "sign in", "sign-in",
	"security code", "passcode", "do not share", "don't share", "dont share", "never share", "not share", "not tell",
	"bestätigungscode", "sicherheitscode", "anmeldecode", "einmal", "gib ihn nicht weiter", "teile diesen code nicht", "nicht weitergeben",
	"vérification", "code de sécurité", "usage unique", "ne partagez", "ne communiquez", "connexion",
	"verificación", "código de seguridad", "un solo uso", "no compartas", "no lo compartas", "iniciar sesión",
	"verificação", "código de segurança", "uso único", "não compartilhe", "não partilhe",
	"codice di verifica", "codice di sicurezza", "non condividere", "verificatiecode", "beveiligingscode", "deel deze code niet",
	"weryfikacyjny", "jednorazow", "nie udostępniaj", "doğrulama", "tek kullanımlık", "paylaşmayın",
	"подтвержден", "одноразов", "никому не", "не сообщайте", "підтвердж", "нікому не",
	"التحقق", "لا تشارك", "تایید", "אימות", "सत्यापन", "ओटीपी", "साझा न", "যাচাই", "xác minh", "xác thực", "kode verifikasi", "jangan bagikan", "รหัสยืนยัน",
	"验证码", "驗證碼", "認証", "確認コード", "인증",
)

// otherSubjects are whole words of messages about something else: purchases,
// tickets, money, offers.
var otherSubjects = foldAll(
	"order", "orders", "ticket", "tickets", "booking", "reservation", "invoice", "ref", "reference", "tracking", "parcel", "shipment",
	"promo", "promotion", "coupon", "voucher", "discount", "offer", "off", "sale", "cashback", "gift", "amount", "pay", "paid", "payment",
	"balance", "rs", "inr", "usd", "eur", "gbp", "aed", "sar", "idr", "brl", "rub", "rm", "kr", "chf", "qr", "barcode", "postcode", "zip",
	"price", "refund", "transaction",
	"pedido", "compra", "boleto", "factura", "fatura", "cupom", "cupón", "cupon", "descuento", "desconto", "oferta", "importe", "pago",
	"pagamento", "valor", "reserva", "monto",
	"commande", "billet", "facture", "remise", "réduction", "reduction", "montant", "paiement", "réservation", "bon",
	"bestellung", "bestellnummer", "rechnung", "gutschein", "rabatt", "betrag", "zahlung", "buchung", "bestelling", "factuur", "korting",
	"bedrag", "ordine", "fattura", "sconto", "buono", "importo", "prenotazione", "pesanan", "diskon", "promosi", "pembayaran", "tagihan",
	"sipariş", "siparis", "indirim", "kupon", "tutar", "ödeme", "fatura", "bilet", "zamówienie", "zamówienia", "rabat", "zniżka", "kwota", "faktura",
	"objednávka", "objednávky", "sleva", "slevu", "comanda", "reducere", "sumă", "rendelés", "kedvezmény", "beställning", "ordre", "tilaus",
	"заказ", "заказа", "скидка", "скидку", "скидки", "промокод", "промокоду", "купон", "сумма", "сумму", "оплата", "оплаты", "билет", "бронь",
	"замовлення", "знижка", "знижку", "квиток",
	"παραγγελία", "παραγγελίας", "έκπτωση", "έκπτωσης", "κουπόνι", "ποσό", "εισιτήριο",
	"طلب", "طلبك", "الطلب", "طلبية", "خصم", "الخصم", "مبلغ", "المبلغ", "فاتورة", "تذكرة", "حجز", "دفع", "كوبون", "قسيمة",
	"سفارش", "تخفیف", "بلیط", "پرداخت", "فاکتور", "آرڈر", "رعایت",
	"הזמנה", "הזמנתך", "הנחה", "קופון", "סכום", "תשלום", "כרטיס",
	"ऑर्डर", "छूट", "टिकट", "राशि", "भुगतान", "कूपन", "रुपये", "অর্ডার", "ছাড়", "টিকিট", "টাকা", "কুপন",
	"đơn", "giảm", "vé",
)

// otherGlued are the same in scripts that put no blanks between words.
var otherGlued = foldAll(
	"订单", "訂單", "优惠", "優惠", "折扣", "金额", "金額", "付款", "支付", "车票", "注文", "クーポン", "割引", "金額", "予約", "주문", "쿠폰", "할인", "결제", "금액", "예약",
	"คำสั่งซื้อ", "ส่วนลด", "คูปอง", "ตั๋ว", "ยอดเงิน", "แลกรับ",
	"promo code", "promo-code", "discount code", "via whatsapp", "us on whatsapp", "us at whatsapp", "message us", "chat with us", "contact us", "whatsapp us", "whatsapp pay",
)

// callWords make a hyphenated number without a code word a phone number.
var callWords = foldAll(
	"call", "phone", "tel", "mobile", "dial", "number", "llama", "llame", "ligue", "appelez", "anrufen", "telefon", "telefono", "teléfono",
	"звоните", "тел", "اتصل", "هاتف", "me", "us",
)

// foldAll folds each word the way texts are folded, and adds it without the
// accents of its Latin letters, which gateways strip.
func foldAll(words ...string) []string {
	var out []string
	for _, w := range words {
		f := fold(w)
		out = append(out, f)
		if plain := stripAccents(f); plain != f {
			out = append(out, plain)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// accents are the accented letters of the lists above, each with its plain
// form. A longer list would change nothing.
var accents = strings.NewReplacer(
	"á", "a", "à", "a", "â", "a", "ã", "a", "ä", "a", "å", "a", "ă", "a", "ą", "a", "é", "e", "è", "e", "ê", "e", "ě", "e", "ę", "e", "í", "i", "ì", "i",
	"ó", "o", "ò", "o", "ô", "o", "õ", "o", "ö", "o", "ő", "o", "ú", "u", "ù", "u", "ü", "u", "ı", "i", "ç", "c", "ş", "s", "ż", "z", "đ", "d", "ñ", "n",
	"ό", "ο", "ί", "ι", "έ", "ε", "ή", "η", "ά", "α", "ώ", "ω", "ύ", "υ",
)

func stripAccents(s string) string { return accents.Replace(s) }

func containsAny(s string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

// wordsOf splits a sentence at everything that is no letter, mark or
// apostrophe.
func wordsOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' })
}

// hasWord tells whether one of words stands in s as a whole word.
func hasWord(s []string, words []string) bool {
	return slices.ContainsFunc(s, func(w string) bool {
		_, ok := slices.BinarySearch(words, w)
		return ok
	})
}

// saysCode tells whether the sentence speaks of a code.
func saysCode(sentence string, words []string) bool {
	if containsAny(sentence, codeWords) {
		return true
	}
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.ContainsFunc(codeStarts, func(c string) bool { return strings.HasPrefix(w, c) })
	})
}
