package httpd_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/parleydesk/parley/backend/httpd"
)

func TestKnownHosts_otherNamesAreRefused(t *testing.T) {
	t.Parallel()
	fine := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	for host, want := range map[string]int{
		"parley.example.com": http.StatusOK, "parley.example.com:8443": http.StatusOK, "PARLEY.example.com.": http.StatusOK,
		"127.0.0.1:8480": http.StatusOK, "localhost:8480": http.StatusOK, "[::1]:8480": http.StatusOK, "::1": http.StatusOK, "192.0.2.7": http.StatusOK,
		"evil.example": http.StatusForbidden, "evil.example:8480": http.StatusForbidden, "": http.StatusForbidden,
		"127.0.0.1.evil.example": http.StatusForbidden, "localhost.evil.example": http.StatusForbidden,
		"xparley.example.com": http.StatusForbidden, "parley.example.com.evil.example": http.StatusForbidden,
	} {
		rec := httptest.NewRecorder()
		req := httptest.NewRequest(http.MethodGet, "/api/state", http.NoBody)
		req.Host = host
		httpd.KnownHosts([]string{"parley.example.com"}, fine).ServeHTTP(rec, req)
		if rec.Code != want {
			t.Errorf("host %q: %d, want %d", host, rec.Code, want)
		}
	}
}
