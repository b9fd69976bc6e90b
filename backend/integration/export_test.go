package integration

import "github.com/parleydesk/parley/backend/channel"

// Watching gives the client that is watched for its token's death.
func Watching(c channel.Messenger) channel.Client {
	if w, ok := c.(*watched); ok {
		return w.Client
	}
	return nil
}
