package publish

import "neem/check/bucket"

// relayKeys is how many keys go over at a time: handing over one by one would
// take longer than what is gained.
const relayKeys = 4096

// A relay hands keys to somebody who takes them in a goroutine of its own, in
// their order, so that reading and sorting go on side by side.
type relay struct {
	batch []bucket.Key
	full  chan []bucket.Key
	empty chan []bucket.Key
	done  chan struct{}
	err   error // what taking ended with, once done is closed
}

// newRelay begins; the caller ends it with [relay.close].
func newRelay(take func(bucket.Key) error) *relay {
	r := &relay{
		batch: make([]bucket.Key, 0, relayKeys),
		full:  make(chan []bucket.Key, 1), empty: make(chan []bucket.Key, 2), done: make(chan struct{}),
	}
	r.empty <- make([]bucket.Key, 0, relayKeys)
	r.empty <- make([]bucket.Key, 0, relayKeys)
	go func() {
		defer close(r.done)
		for batch := range r.full {
			for _, k := range batch {
				if r.err = take(k); r.err != nil {
					return
				}
			}
			r.empty <- batch[:0]
		}
	}()
	return r
}

// add hands a key over, sooner or later. Its error is that of taking an earlier
// one.
func (r *relay) add(k bucket.Key) error {
	r.batch = append(r.batch, k)
	if len(r.batch) < relayKeys {
		return nil
	}
	return r.send()
}

func (r *relay) send() error {
	select {
	case r.full <- r.batch:
	case <-r.done:
		return r.err
	}
	select {
	case r.batch = <-r.empty:
		return nil
	case <-r.done:
		return r.err
	}
}

// close hands over the rest and waits until all of it is taken.
func (r *relay) close() error {
	if len(r.batch) > 0 {
		if err := r.send(); err != nil {
			return err
		}
	}
	close(r.full)
	<-r.done
	return r.err
}
