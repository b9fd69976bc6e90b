package relay

import (
	"context"
	"net/http"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/httpd"
	"github.com/parleydesk/parley/backend/upkeep"
	"github.com/parleydesk/parley/backend/wire"
)

// prepare makes the state fit for this build's fold before anything is folded.
// After an update that takes a second for each some thousand entries. Meanwhile
// the listeners say so: providers keep what they have and send it again, and
// desktops wait instead of showing an error.
func (r *Relay) prepare(ctx context.Context) error {
	dir := r.opts.Config.DataDir
	p := &preparing{r: r, dir: dir}
	err := upkeep.Prepare(ctx, r.db, foldsOf(r.engine), r.log, func(now upkeep.Progress) { p.goesOn(ctx, now) })
	if stopped := p.stop(ctx); err == nil {
		err = stopped
	}
	return err
}

// preparing tells of a rebuild at start.
type preparing struct {
	r       *Relay
	dir     string
	percent atomic.Int64
	web     *httpd.Server
	tried   bool
}

// goesOn begins to tell at the first step: most starts have none.
func (p *preparing) goesOn(ctx context.Context, now upkeep.Progress) {
	p.percent.Store(int64(now.Percent()))
	if err := datadir.NotePreparing(p.dir, datadir.Preparing{Percent: now.Percent()}); err != nil {
		p.r.log.Warn("how far the start is cannot be noted", "err", err)
	}
	if p.tried {
		return
	}
	p.tried = true
	if err := p.listen(ctx); err != nil { // the start itself will say what is wrong with an address
		p.r.log.Warn("nobody can be told that the relay prepares its data", "err", err)
	}
}

func (p *preparing) listen(ctx context.Context) (err error) {
	cfg := p.r.opts.Config
	registry := prometheus.NewRegistry()
	registry.MustRegister(prometheus.NewGaugeFunc(
		prometheus.GaugeOpts{Name: "parley_preparing_percent", Help: "How much of the state is made anew."},
		func() float64 { return float64(p.percent.Load()) },
	))
	p.web, err = httpd.New(httpd.Options{
		PublicAddr: cfg.Public.Listen, InternalAddr: cfg.Internal.Listen, Public: http.HandlerFunc(p.answer),
		Registry: registry, Log: p.r.log, TrustedNets: cfg.TrustedNets(), TLS: p.r.certificates(),
		PerAddress: cfg.Limits.Connections, Now: p.r.time.Now,
	})
	if err != nil {
		return err
	}
	p.web.Ready("state", func(context.Context) error { return errPreparing(p.percent.Load()) })
	if err := p.web.Start(ctx); err != nil {
		return err
	}
	p.r.log.Info("the relay prepares its data and says so", "public", p.web.PublicAddr(), "internal", p.web.InternalAddr())
	return nil
}

func (p *preparing) answer(w http.ResponseWriter, _ *http.Request) {
	httpd.WriteError(w, errPreparing(p.percent.Load()))
}

func errPreparing(percent int64) error {
	return desk.Refuse(desk.CodeUnavailable, wire.SubPreparing, desk.Params{desk.ParamContext: "part", "percent": percent})
}

// stop frees the addresses for the relay itself.
func (p *preparing) stop(ctx context.Context) error {
	if err := datadir.PreparingDone(p.dir); err != nil {
		p.r.log.Warn("the note that the relay prepares its data stays", "err", err)
	}
	if p.web == nil {
		return nil
	}
	return p.web.Stop(context.WithoutCancel(ctx))
}
