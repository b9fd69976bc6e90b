package holidays

import (
	"github.com/rickar/cal/v2"

	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/mw"
	"github.com/rickar/cal/v2/nc"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/ru"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
)

// regions are the countries and their parts whose days are known. A country of which the
// source has only the days of all its parts together stands here by its parts alone.
var regions = []region{
	{"AR", "", ar.Holidays},
	{"AT", "", at.Holidays},
	{"AU-ACT", "Australian Capital Territory", au.HolidaysACT},
	{"AU-NSW", "New South Wales", au.HolidaysNSW},
	{"AU-NT", "Northern Territory", au.HolidaysNT},
	{"AU-QLD", "Queensland", au.HolidaysQLD},
	{"AU-SA", "South Australia", au.HolidaysSA},
	{"AU-TAS", "Tasmania", au.HolidaysTAS},
	{"AU-VIC", "Victoria", au.HolidaysVIC},
	{"AU-WA", "Western Australia", au.HolidaysWA},
	{"BE", "", be.Holidays},
	{"BG", "", bg.Holidays},
	{"BR", "", br.Holidays},
	{"CA", "", ca.Holidays},
	{"CH-AG", "Aargau", ch.HolidaysAG},
	{"CH-AI", "Appenzell Innerrhoden", ch.HolidaysAI},
	{"CH-AR", "Appenzell Ausserrhoden", ch.HolidaysAR},
	{"CH-BE", "Bern", ch.HolidaysBE},
	{"CH-BL", "Basel-Landschaft", ch.HolidaysBL},
	{"CH-BS", "Basel-Stadt", ch.HolidaysBS},
	{"CH-FR", "Fribourg", ch.HolidaysFR},
	{"CH-GE", "Genève", ch.HolidaysGE},
	{"CH-GL", "Glarus", ch.HolidaysGL},
	{"CH-GR", "Graubünden", ch.HolidaysGR},
	{"CH-JU", "Jura", ch.HolidaysJU},
	{"CH-LU", "Luzern", ch.HolidaysLU},
	{"CH-NE", "Neuchâtel", ch.HolidaysNE},
	{"CH-NW", "Nidwalden", ch.HolidaysNW},
	{"CH-OW", "Obwalden", ch.HolidaysOW},
	{"CH-SG", "St. Gallen", ch.HolidaysSG},
	{"CH-SH", "Schaffhausen", ch.HolidaysSH},
	{"CH-SO", "Solothurn", ch.HolidaysSO},
	{"CH-SZ", "Schwyz", ch.HolidaysSZ},
	{"CH-TG", "Thurgau", ch.HolidaysTG},
	{"CH-TI", "Ticino", ch.HolidaysTI},
	{"CH-UR", "Uri", ch.HolidaysUR},
	{"CH-VD", "Vaud", ch.HolidaysVD},
	{"CH-VS", "Valais", ch.HolidaysVS},
	{"CH-ZG", "Zug", ch.HolidaysZG},
	{"CH-ZH", "Zürich", ch.HolidaysZH},
	{"CZ", "", cz.Holidays},
	{"DE", "", de.Holidays},
	{"DE-BB", "Brandenburg", de.HolidaysBB},
	{"DE-BE", "Berlin", de.HolidaysBE},
	{"DE-BW", "Baden-Württemberg", de.HolidaysBW},
	{"DE-BY", "Bayern", de.HolidaysBY},
	{"DE-HB", "Bremen", de.HolidaysHB},
	{"DE-HE", "Hessen", de.HolidaysHE},
	{"DE-HH", "Hamburg", de.HolidaysHH},
	{"DE-MV", "Mecklenburg-Vorpommern", de.HolidaysMV},
	{"DE-NI", "Niedersachsen", de.HolidaysNI},
	{"DE-NW", "Nordrhein-Westfalen", de.HolidaysNW},
	{"DE-RP", "Rheinland-Pfalz", de.HolidaysRP},
	{"DE-SH", "Schleswig-Holstein", de.HolidaysSH},
	{"DE-SL", "Saarland", de.HolidaysSL},
	{"DE-SN", "Sachsen", de.HolidaysSN},
	{"DE-ST", "Sachsen-Anhalt", de.HolidaysST},
	{"DE-TH", "Thüringen", de.HolidaysTH},
	{"DK", "", dk.Holidays},
	{"ES", "", es.Holidays},
	{"FR", "", fr.Holidays},
	{"GB", "", gb.Holidays},
	{"GR", "", gr.Holidays},
	{"HR", "", hr.Holidays},
	{"IE", "", ie.Holidays},
	{"IT", "", it.Holidays},
	{"JP", "", jp.Holidays},
	{"LT", "", lt.Holidays},
	{"LV", "", lv.Holidays},
	{"MW", "", mw.Holidays},
	{"NC", "", nc.Holidays},
	{"NL", "", nl.Holidays},
	{"NO", "", no.Holidays},
	{"NZ", "", nz.Holidays},
	{"PL", "", pl.Holidays},
	{"RO", "", ro.Holidays},
	{"RU", "", ru.Holidays},
	{"SE", "", se.Holidays},
	{"SI", "", si.Holidays},
	{"SK", "", sk.Holidays},
	{"UA", "", ua.Holidays},
	{"US", "", us.Holidays},
	{"ZA", "", za.Holidays},
}

// region is one of them.
type region struct {
	code string // of ISO 3166: DE, or DE-BY
	part string // the name of the part where people there speak of it, "" = the whole country
	days []*cal.Holiday
}
