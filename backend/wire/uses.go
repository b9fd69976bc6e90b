package wire

// CredentialUses tells when the organization's credentials were last used; one that never
// was is left out.
type CredentialUses struct {
	Uses []CredentialUse `json:"uses"`
}

// CredentialUse is when a credential was last used, to about a minute.
type CredentialUse struct {
	Of       string   `json:"of"`       // "account/<id>", "app/<id>" or "carrier/<name>"
	UsedAt   int64    `json:"usedAt"`   // Unix ms of the last call that succeeded, 0 = none
	FailedAt int64    `json:"failedAt"` // Unix ms of the last that failed, 0 = none
	Said     *Failure `json:"said,omitempty"`
}
