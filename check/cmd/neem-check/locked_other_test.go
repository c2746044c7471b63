//go:build !linux

package main

import "errors"

var errNoMount = errors.New("no read-only medium can be made here")

func lockFolder(string) error   { return errNoMount }
func unlockFolder(string) error { return errNoMount }
