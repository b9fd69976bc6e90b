package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/parleydesk/parley/build/benchtool/rig"
)

const (
	listed    = 10_000 // conversations of the list
	aimOpenMs = 16.0   // from a click to the conversation with its messages
	listTime  = 10 * time.Minute
)

// scrolled is what one scroll of a list came to.
type scrolled struct {
	Frames int     `json:"frames"`
	Late   int     `json:"late"` // frames that came one or more too late
	Ms99   float64 `json:"ms99"` // 99th percentile between two frames
}

// listFigures is what the page of the desktop and the plain page beside it came to.
type listFigures struct {
	Conversations int        `json:"conversations"`
	Scroll        []scrolled `json:"scroll"`
	PlainScroll   []scrolled `json:"plainScroll"`
	Open          []float64  `json:"open"` // milliseconds
	PlainOpen     []float64  `json:"plainOpen"`
	Again         []float64  `json:"again"`
}

// list measures the page of a desktop that has 10,000 conversations: how smoothly
// the list scrolls and how soon a conversation is there, beside a page with the
// same rows and nothing else.
func (b *bench) list(ctx context.Context) error {
	const what = "a list of 10,000 conversations"
	_, node := exec.LookPath("node")
	_, chromium := exec.LookPath("chromium")
	_, xvfb := exec.LookPath("Xvfb")
	if b.app == "" || runtime.GOOS != "linux" || errors.Join(node, chromium, xvfb) != nil {
		b.table.add(what, "not measured", "needs --app, Linux, Node.js, Chromium and Xvfb", "")
		return nil
	}
	office, world, err := b.startRelay(ctx)
	if err != nil {
		return err
	}
	defer world.Close()
	defer office.Kill()
	t := &target{server: server{url: office.URL, pid: office.PID()}}
	t.body = func(n int64) []byte { return bodyOf(n, n%listed) }
	if _, err := t.loader(16).some(ctx, int64(max(b.size, listed))); err != nil {
		return err
	}
	f, err := b.measureList(ctx, office.URL)
	if err != nil {
		return err
	}
	b.reportList(what, f)
	return nil
}

// measureList has the journeys' driver measure, which knows how to open the page.
func (b *bench) measureList(ctx context.Context, relay string) (f listFigures, err error) {
	at, err := url.Parse(relay)
	if err != nil {
		return f, err
	}
	ctx, stop := context.WithTimeout(ctx, listTime)
	defer stop()
	//nolint:gosec // files and figures of ours
	cmd := exec.CommandContext(ctx, "node", filepath.Join(b.root, "frontend/e2e/measure-list.mjs"), "--page", filepath.Join(b.root, "frontend/dist"),
		"--port", at.Port(), "--email", rig.OwnerEmail, "--password", rig.OwnerPassword, "--conversations", fmt.Sprint(listed), "--repeat", fmt.Sprint(b.repeat))
	said, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return f, fmt.Errorf("the page was not measured: %w\n%s", err, exit.Stderr)
		}
		return f, err
	}
	return f, json.Unmarshal(said, &f)
}

func (b *bench) reportList(what string, f listFigures) {
	share := func(all []scrolled) (late, ms sample) {
		for _, s := range all {
			late, ms = append(late, 100*float64(s.Late)/float64(max(s.Frames, 1))), append(ms, s.Ms99)
		}
		return late, ms
	}
	late, ms := share(f.Scroll)
	plainLate, plainMs := share(f.PlainScroll)
	b.table.add(what+", frames of a scroll that came late", late.text(" %"), plainLate.text(" %")+" plain rows", "")
	b.table.add("  between two frames, 99th percentile", ms.text(" ms"), plainMs.text(" ms")+" plain rows", ratio(ms, plainMs))
	b.table.add("  a conversation opened for the first time, the pointer rests 150 ms, click → messages", sample(f.Open).text(" ms"), sample(f.PlainOpen).text(" ms")+" the same question, plain lines", ratio(f.Open, f.PlainOpen))
	b.table.add("  a conversation opened again, click → messages", sample(f.Again).text(" ms"), "", ratio(f.Again, f.PlainOpen))
	b.table.aim("list of 10,000 scrolls: no more late frames than plain rows", late.median() <= plainLate.median(), late.text(" %"))
	b.table.aim(fmt.Sprintf("conversation open ≤ %.0f ms", aimOpenMs), sample(f.Open).median() <= aimOpenMs, sample(f.Open).text(" ms"))
}
