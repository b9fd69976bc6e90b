package ledger

import "github.com/prometheus/client_golang/prometheus"

// Metrics counts what the ledger does.
type Metrics struct {
	batches, entries, duplicates, quarantined, failures prometheus.Counter
	commitSeconds                                       prometheus.Histogram
	waiting                                             prometheus.Gauge
}

// NewMetrics makes the counters and registers them; nil registers them nowhere.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "parley", Subsystem: "ledger", Name: name, Help: help})
	}
	m := &Metrics{
		batches:     counter("batches_total", "Batches committed."),
		entries:     counter("entries_total", "Entries appended."),
		duplicates:  counter("duplicates_total", "Proposals whose key was known."),
		quarantined: counter("quarantined_total", "Entries kept whose fold failed."),
		failures:    counter("storage_failures_total", "Batches refused because the storage failed."),
		commitSeconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "parley", Subsystem: "ledger", Name: "commit_seconds",
			Help: "Time from the start of a commit to its end.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14),
		}),
		waiting: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: "parley", Subsystem: "ledger", Name: "waiting", Help: "Submissions waiting for a batch.",
		}),
	}
	if reg != nil {
		reg.MustRegister(m.batches, m.entries, m.duplicates, m.quarantined, m.failures, m.commitSeconds, m.waiting)
	}
	return m
}
