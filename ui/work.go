package ui

import (
	"context"
	"sync"
	"time"

	fynewidget "fyne.io/fyne/v2/widget"

	"neem/locale"
	"neem/ui/screen"
	"neem/ui/text"
	"neem/ui/widget"
)

// blink is how long a job may take before its progress is shown.
const blink = 300 * time.Millisecond

// progress is how far a job is; the job's goroutine writes it, the UI reads
// it.
type progress struct {
	mu          sync.Mutex
	stage       string
	since       time.Time // when the stage began
	done, total int64
}

func (p *progress) report(stage string, done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if stage != p.stage || p.since.IsZero() {
		p.stage, p.since = stage, time.Now()
	}
	p.done, p.total = done, total
}

// Work implements screen.Window.
func (w *Window) Work(job screen.Job) {
	ctx, cancel := context.WithCancel(context.Background())
	w.jobs[&cancel] = true // the end of a client's session ends it too
	p := &progress{}
	finished := make(chan struct{})
	var err error
	go func() {
		defer close(finished)
		err = job.Run(ctx, p.report)
	}()
	go func() {
		defer cancel()
		if job.Quiet {
			<-finished
			w.onUI(func() { job.Done(err) })
			return
		}
		var box *workBox // touched on the UI goroutine only
		shown := time.NewTimer(blink)
		defer shown.Stop()
		tick := time.NewTicker(time.Second / 5)
		defer tick.Stop()
		for {
			select {
			case <-finished:
				w.onUI(func() {
					if box != nil {
						box.popup.close()
					}
					delete(w.jobs, &cancel)
					job.Done(err)
				})
				return
			case <-shown.C:
				w.onUI(func() { box = w.showWork(job.Title, cancel) })
			case <-tick.C:
				w.onUI(func() {
					if box != nil {
						box.update(w.desk.Words, p)
					}
				})
			}
		}
	}()
}

// A workBox shows the progress of a job, with a way to cancel it.
type workBox struct {
	popup    *popup
	stage    *text.Paragraph
	left     *text.Paragraph
	bar      *fynewidget.ProgressBar
	activity *fynewidget.ProgressBarInfinite
}

func (w *Window) showWork(title string, cancel func()) *workBox {
	b := &workBox{
		stage: widget.Text(""), left: widget.Small(""),
		bar: fynewidget.NewProgressBar(), activity: fynewidget.NewProgressBarInfinite(),
	}
	b.bar.Hide()
	stop := widget.NewButton(w.desk.Words.Text("nav.cancel"), nil, cancel)
	b.popup = w.open(cancel, stop,
		widget.Lead(title), b.stage, b.activity, b.bar, b.left, widget.Left(stop))
	return b
}

func (b *workBox) update(words *locale.Messages, p *progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	b.stage.SetText(p.stage)
	if p.total <= 0 {
		return
	}
	b.activity.Hide()
	b.bar.Show()
	share := float64(p.done) / float64(p.total)
	b.bar.SetValue(share)
	b.left.SetText(leftText(words, time.Since(p.since), share))
}

// leftText says how long a job will still take, once that can be told.
func leftText(words *locale.Messages, spent time.Duration, share float64) string {
	if spent < time.Second || share <= 0.01 {
		return ""
	}
	left := time.Duration(float64(spent) * (1 - share) / share)
	if left > 90*time.Second {
		return words.Text("busy.left_minutes", locale.Args{"n": int64(left.Round(time.Minute) / time.Minute)})
	}
	return words.Text("busy.left_seconds", locale.Args{"n": max(1, int64(left.Round(time.Second)/time.Second))})
}
