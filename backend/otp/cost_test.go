package otp_test

import (
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/otp"
)

// Texts made to be slow. The bound is far above what a loaded machine needs and
// far below what backtracking or a quadratic walk would take, each time: a machine
// that stood still meanwhile gets another try.
func TestExtract_costIsBounded(t *testing.T) {
	t.Parallel()
	for name, unit := range map[string]string{
		"digits":      "123456",
		"colon lines": "whatsapp:\n",
		"bare lines":  "1\n",
		"dashes":      "1-",
		"words":       "whatsapp-123456-code ",
		"links":       "a.b.c.com/123456/",
		"dots":        "a.",
		"hosts":       "a-a",
		"sentences":   "whatsapp code 123-456. ",
		"order":       "whatsapp order 123-456 ",
		"spoken":      "one two six ",
	} {
		text := strings.Repeat(unit, 4*otp.MaxText/len(unit))
		took := desktest.Quickest(3, 5*time.Second, func(int) time.Duration {
			start := time.Now()
			otp.Extract(text[:otp.MaxText])
			otp.ExtractVoice(text[:otp.MaxText])
			otp.Redact(text)
			return time.Since(start)
		})
		if took > 5*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}
