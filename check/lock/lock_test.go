package lock

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func TestOneAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b#c%41")
	release, err := Acquire(t.Context(), path, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Acquire(t.Context(), path, 0); !errors.Is(err, ErrBusy) {
		t.Errorf("%v", err)
	}
	release()
	again, err := Acquire(t.Context(), path, 0)
	if err != nil {
		t.Fatal(err)
	}
	again()
}

func TestWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	inside := 0
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			release, err := Acquire(t.Context(), path, time.Minute)
			if err != nil {
				t.Error(err)
				return
			}
			inside++ // the race detector and the count tell of two at once
			release()
		})
	}
	wg.Wait()
	if inside != 8 {
		t.Error(inside)
	}
}

func TestImpossible(t *testing.T) {
	if _, err := Acquire(t.Context(), filepath.Join(t.TempDir(), "no", "such", "folder"), 0); err == nil || errors.Is(err, ErrBusy) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Acquire(ctx, filepath.Join(t.TempDir(), "lock"), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
