package clock_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleydesk/parley/backend/clock"
)

func TestSleep_waitsOrSaysThatItWasCutShort(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		if !clock.Sleep(t.Context(), time.Hour) || time.Since(began) != time.Hour {
			t.Errorf("slept for %v", time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		began = time.Now()
		if clock.Sleep(ctx, time.Hour) || time.Since(began) != time.Minute {
			t.Errorf("cut short after %v", time.Since(began))
		}
		if clock.Sleep(ctx, 0) {
			t.Error("no time at all is slept although the context has ended")
		}
	})
}
