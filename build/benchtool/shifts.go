package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// playedShifts is how many random shifts of agents are played; build/test plays 200.
const playedShifts = 10_000

// shifts plays random shifts of agents who race for conversations, each held against a
// ledger of ownership of its own: it measures little and proves much.
func (b *bench) shifts(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "go", "test", "./backend/engine", "-run", "^TestOwnership_anyInterleaving$", "-count=1", "-timeout=60m")
	cmd.Dir = b.root
	cmd.Env = append(os.Environ(), "PARLEY_SHIFTS="+strconv.Itoa(playedShifts))
	began := time.Now()
	out, err := cmd.CombinedOutput()
	if failed := (*exec.ExitError)(nil); err != nil && !errors.As(err, &failed) {
		return fmt.Errorf("play shifts: %w", err)
	}
	if err != nil {
		b.say("%s", out)
	}
	rate := playedShifts / time.Since(began).Seconds()
	b.table.add(fmt.Sprintf("random shifts/s, %d played", playedShifts), number(rate), "-", "-")
	b.table.aim(fmt.Sprintf("nobody shares a conversation, none is lost: %d random shifts", playedShifts), err == nil, "backend/engine, TestOwnership")
	return nil
}
