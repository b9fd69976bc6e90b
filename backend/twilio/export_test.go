package twilio

// DailyOf is dailyOf, for tests.
func DailyOf(words string) int64 { return dailyOf(words) }
