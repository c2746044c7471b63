package bench

import (
	"fmt"
	"slices"
)

// A Goal is a figure that packs are to reach, and what was measured.
type Goal struct {
	About string  `json:"goal"`
	Want  float64 `json:"at_most"`
	Got   float64 `json:"measured"`
	Unit  string  `json:"unit,omitempty"`
}

// Met reports whether it was reached.
func (g Goal) Met() bool { return g.Got <= g.Want }

// The goals of the project. Sizes are counted against the least possible,
// times against a peer that was measured beside.
const (
	goalFileLarge    = 1.015 // whole file, from 10^7 buckets
	goalFileMedium   = 1.03  // whole file, from 10^6 buckets
	goalIndexSmall   = 1.10  // index data, below 10^5 buckets
	goalFixedSmall   = 64 << 10
	goalColdBytes    = 40_000
	goalSelectRatio  = 1.5
	goalBuildRatio   = 1 // seconds of ours ÷ seconds of the filter
	goalMemory       = 256 << 20
	goalMemoryAtKeys = 10_000_000
)

// Goals holds the figures of a run against the goals that apply at its size.
func (r Report) Goals() []Goal {
	var goals []Goal
	row := func(peer string, rate *float64) *Row {
		i := slices.IndexFunc(r.Rows, func(x Row) bool {
			return x.Peer == peer && (x.Rate == nil || rate != nil && *x.Rate == *rate)
		})
		if i < 0 {
			return &Row{}
		}
		return &r.Rows[i]
	}
	for _, x := range r.Rows {
		if x.Peer != oursID || x.Size == nil {
			continue
		}
		at := fmt.Sprintf("rate %g: ", *x.Rate)
		switch {
		case r.Keys >= 10_000_000:
			goals = append(goals, Goal{at + "whole file ÷ least possible", goalFileLarge, x.Size.BucketRatio, ""})
		case r.Keys >= 1_000_000:
			goals = append(goals, Goal{at + "whole file ÷ least possible", goalFileMedium, x.Size.BucketRatio, ""})
		}
		if x.Cold != nil {
			goals = append(goals, Goal{at + "read for one lookup of an open file", goalColdBytes, float64(x.Cold.MostBytes), "bytes"})
		}
		if s := row(selectID, x.Rate).Lookup; s != nil && x.Lookup != nil && s.MedianNs > 0 {
			goals = append(goals,
				Goal{at + "lookup ÷ SELECT of a row (median)", goalSelectRatio, x.Lookup.MedianNs / s.MedianNs, ""},
				Goal{at + "lookup ÷ SELECT of a row (mean)", goalSelectRatio, x.Lookup.MeanNs / s.MeanNs, ""})
		}
		for _, fuse := range []string{fuse8ID, fuse16ID} {
			if b := row(fuse, nil).Build; b != nil && x.Build != nil && b.Seconds > 0 {
				goals = append(goals, Goal{at + "build time ÷ " + peerOf(fuse).name, goalBuildRatio, x.Build.Seconds / b.Seconds, ""})
			}
		}
		if b := row(unsortedID, x.Rate).Build; b != nil && b.PeakBytes > 0 && r.Keys >= goalMemoryAtKeys {
			goals = append(goals, Goal{at + "memory to build from unsorted lines", goalMemory >> 20, float64(b.PeakBytes) / (1 << 20), "MiB"})
		}
	}
	for _, x := range r.Rows {
		if x.Truth != nil && (x.Peer == oursID || x.Truth.Missed > 0) {
			goals = append(goals, Goal{x.label() + ": keys not found", 0, float64(x.Truth.Missed), ""})
		}
	}
	return goals
}

// SizeGoals holds sizes against the goals that apply to them.
func SizeGoals(rows []SizeRow) []Goal {
	var goals []Goal
	for _, r := range rows {
		at := fmt.Sprintf("%d buckets, rate %.2g: ", r.Keys, r.Rate)
		switch n := r.Keys; {
		case near(n, 10_000_000):
			goals = append(goals, Goal{at + "whole file ÷ least possible", goalFileLarge, r.FileRatio, ""})
		case near(n, 1_000_000):
			goals = append(goals, Goal{at + "whole file ÷ least possible", goalFileMedium, r.FileRatio, ""})
		case n < 100_000 && !near(n, 100_000):
			goals = append(goals,
				Goal{at + "index data ÷ least possible", goalIndexSmall, r.IndexRatio, ""},
				Goal{at + "all the rest of the file", goalFixedSmall, float64(r.Fixed), "bytes"})
		}
	}
	return goals
}

// near reports whether so many keys became so many buckets: a few share one.
func near(buckets, keys int) bool { return buckets >= keys-keys/50 }
