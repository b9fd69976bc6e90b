package link

import (
	"context"
	"time"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	// soundDeadline is how long fetching one part of a recording may take: the relay asks
	// the carrier for it.
	soundDeadline = 30 * time.Second
	// maxSound bounds a recording, in bytes. The relay takes no longer ones.
	maxSound = 2 << 20
)

// Sound fetches what the call said whose code is awaited, in parts that are each sealed to
// this device. It is kept nowhere. CodeNotFound when there is nothing to listen to.
func (c *Codes) Sound(setupID string) ([]byte, error) {
	var all []byte
	for {
		part, more, err := c.soundPart(setupID, len(all))
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
		switch {
		case !more:
			return all, nil
		case len(part) == 0 || len(all) > maxSound:
			return nil, desk.Refuse(desk.CodeInternal, "sealed")
		}
	}
}

func (c *Codes) soundPart(setupID string, from int) (part []byte, more bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), soundDeadline)
	defer cancel()
	var sealed wire.SealedSound
	if err := c.link.Call(ctx, wire.CallSetupRecording.Name, wire.SetupRecording{SetupID: setupID, From: from}, &sealed); err != nil {
		return nil, false, err
	}
	part, ok := box.OpenAnonymous(nil, sealed.Box, c.pub, c.priv)
	if !ok {
		return nil, false, desk.Refuse(desk.CodeInternal, "sealed")
	}
	return part, sealed.More, nil
}
