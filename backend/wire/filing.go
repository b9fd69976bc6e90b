package wire

// FileInteraction puts an ended interaction away into the archive, or takes it out again.
type FileInteraction struct {
	InteractionID string `json:"interactionId" ask:"interaction"`
	Back          bool   `json:"back"`
}

// Filing is that somebody put an ended interaction away, or took it out of the archive again.
type Filing struct {
	At   int64  `json:"at"`
	By   string `json:"by"`
	Back bool   `json:"back"`
}
