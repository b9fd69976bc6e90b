package meta

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

func TestDailyOf_readsTiersAndNumbers(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]int64{
		"TIER_50": 50, "TIER_250": 250, "TIER_1K": 1000, "TIER_2K": 2000, "TIER_10K": 10_000, "TIER_100K": 100_000,
		"TIER_UNLIMITED": desk.NoLimit, "-1": desk.NoLimit, "2000": 2000, "250": 250,
		"": 0, "TIER_": 0, "TIER_NOT_SET": 0, "K": 0, "-2": 0, "99999999999999999999": 0, "9999999999": 0, "2,000": 0,
	} {
		if got := dailyOf(word); got != want {
			t.Errorf("%q is %d, want %d", word, got, want)
		}
	}
}

// What a number's status means; one that sends and receives is in no trouble, however its
// customers rate it.
func TestNumber_saysWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]desk.NumberTrouble{
		"CONNECTED": "", "FLAGGED": "", "UNKNOWN": "", "": "", "SHINY": "",
		"RATE_LIMITED": desk.TroubleLimited, "RESTRICTED": desk.TroubleRestricted, "BANNED": desk.TroubleBanned,
		"DISCONNECTED": desk.TroubleDisconnected, "DELETED": desk.TroubleMoved, "MIGRATED": desk.TroubleMoved,
		"PENDING": desk.TroubleUnregistered, "UNVERIFIED": desk.TroubleUnregistered,
	} {
		if got := (numberJSON{Status: str(status)}).number().Trouble; got != want {
			t.Errorf("%s is %q, want %q", status, got, want)
		}
	}
	for word, want := range map[string]desk.ReviewState{
		"APPROVED": desk.ReviewApproved, "AVAILABLE_WITHOUT_REVIEW": desk.ReviewApproved, "DECLINED": desk.ReviewRefused,
		"EXPIRED": desk.ReviewExpired, "PENDING_REVIEW": desk.ReviewPending, "NONE": "", "NON_EXISTS": "",
	} {
		if got := (numberJSON{NameStatus: str(word)}).number().Review; got != want {
			t.Errorf("the name is %s: %q, want %q", word, got, want)
		}
	}
}
