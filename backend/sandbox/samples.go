package sandbox

import (
	"embed"
	"net/http"
	"strings"
)

// What a pretend phone sends when nobody says what: a voice note of a few seconds and a
// sticker, both made for this. A photo is drawn.
//
//go:embed samples
var sampleFiles embed.FS

// fillFile gives a file without bytes those of the sandbox's own, where it has one.
func (c *Content) fillFile() {
	if len(c.Data) > 0 {
		return
	}
	switch {
	case c.Kind == KindImage:
		c.Data, c.MIME = photo(640, 480), "image/jpeg"
	case c.Kind == KindAudio && c.Voice:
		c.Data, c.MIME = sample("voice.ogg"), "audio/ogg; codecs=opus"
	case c.Kind == KindSticker:
		c.Data, c.MIME = sample("sticker.webp"), "image/webp"
	}
}

func sample(name string) []byte {
	b, err := sampleFiles.ReadFile("samples/" + name)
	if err != nil {
		panic("sandbox: sample: " + err.Error()) // programmer error: it is embedded
	}
	return b
}

// Ad is an advertisement that a customer's message was started from. Its picture is drawn.
type Ad struct {
	Headline string `json:"headline"`
	Body     string `json:"body"`
}

const (
	adPictures = "/ads/"
	adPoster   = adPictures + "poster.jpg"
	adLink     = "https://fb.me/parley-practice"
	adID       = "120210000000000"
	adClick    = "ARAk-practice"
)

// adURL is where anybody may fetch the picture of an ad, "" while nobody has called yet.
// Callers hold mu.
func (s *Sandbox) adURL() string {
	if base := s.base(); base != "" {
		return base + adPoster
	}
	return ""
}

// referral is an ad as Meta's webhook tells of it. Callers hold mu.
func (s *Sandbox) referral(a *Ad) map[string]any {
	out := map[string]any{
		"source_url": adLink, "source_id": adID, "source_type": "ad", "headline": a.Headline, "body": a.Body,
		"media_type": "image", "ctwa_clid": adClick,
	}
	optional(out, "image_url", s.adURL())
	return out
}

// twilioReferral is the same as Twilio tells of it. Callers hold mu.
func (s *Sandbox) twilioReferral(a *Ad) []string {
	return []string{
		"ReferralSourceUrl", adLink, "ReferralSourceId", adID, "ReferralSourceType", "ad", "ReferralHeadline", a.Headline,
		"ReferralBody", a.Body, "ReferralMediaContentType", "image/jpeg", "ReferralMediaUrl", s.adURL(), "ReferralCtwaClid", adClick,
	}
}

// serveAd gives the picture of an ad: to whoever asks, as where ads are kept. Of any other
// name it is gone, as an old ad's is.
func serveAd(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, adPoster) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/jpeg")
	_, _ = w.Write(photo(600, 314)) //nolint:gosec // a picture of our own; nothing of the request is echoed
}
