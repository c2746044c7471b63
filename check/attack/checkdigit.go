package attack

import (
	"context"
	"math/rand/v2"

	"neem/check/bucket"
)

// An Aadhaar number has twelve digits; the last is a check digit by the method
// of J. Verhoeff, "Error Detecting Decimal Codes" (1969): the digits, each
// replaced by a permutation that depends on its place, are multiplied in the
// dihedral group of ten elements, and the product of a valid number is 0.
const (
	numberDigits = 12
	endDigits    = 4
)

// times is the product of two elements of the dihedral group of order ten:
// 0 to 4 turn, 5 to 9 turn and mirror.
func times(a, b int) int {
	switch {
	case a < 5 && b < 5:
		return (a + b) % 5
	case a < 5:
		return (a+b-5)%5 + 5
	case b < 5:
		return (a-5-b+5)%5 + 5
	}
	return (a - b + 5) % 5
}

// permuted is Verhoeff's permutation, applied as often as the place says,
// counted from the right and from 0.
func permuted(place, digit int) int {
	step := [10]int{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}
	for range place % 8 {
		digit = step[digit]
	}
	return digit
}

// product multiplies the digits of a number whose last one stands at a place.
func product(number uint64, digits, place int) int {
	p := 0
	for i := range digits {
		p = times(p, permuted(place+i, int(number%10)))
		number /= 10
	}
	return p
}

// validNumber reports whether the check digit of a number of twelve digits is right.
func validNumber(n uint64) bool { return product(n, numberDigits, 0) == 0 }

// single reports whether only one value of a group has a right check digit.
func single(group []int, valid func(end int) bool) bool {
	n := 0
	for _, v := range group {
		if valid(v) {
			n++
		}
	}
	return n == 1
}

// checkDigitRow: who knows the group and the first eight digits of a number
// keeps the values whose check digit is right. The numbers are invented and
// begin with 0, as no Aadhaar number does.
func checkDigitRow(ctx context.Context, l *lab, groups []uint32, values [][]int) (Row, error) {
	people := min(l.people.size(), 200_000)
	seed := l.rng.Uint64()
	alone := make([]bool, people)
	err := l.each.do(ctx, "trying check digits", people, func(i int) error {
		rng := rand.New(rand.NewPCG(seed, uint64(i)))
		begin := rng.Uint64N(10_000_000) * idValues
		end := rng.Uint64N(idValues/10) * 10
		for !validNumber(begin + end) {
			end++
		}
		alone[i] = single(values[groups[end]], func(v int) bool { return validNumber(begin + uint64(v)) })
		return nil
	})
	if err != nil {
		return Row{}, err
	}
	s := Share{Of: uint64(people)}
	for _, a := range alone {
		if a {
			s.Hits++
		}
	}
	return Row{
		Attacker: "the group of the last four (any list of " + string(bucket.MobileID4) + "), and the first eight digits of an Aadhaar number",
		Figure:   "of numbers, those of which only one is left", Measured: s, Computed: singles(groups, values),
		Words: "the last digit of an Aadhaar number can be worked out from the others: a group hides the end of a number only from those who do not have the rest",
		Model: "invented numbers with Verhoeff's check digit",
	}, nil
}

// singles goes through all valid numbers: what the first eight digits do to
// the last four is one of ten elements, each as often.
func singles(groups []uint32, values [][]int) float64 {
	one, all := 0, 0
	for begin := range 10 {
		valid := func(end int) bool { return times(product(uint64(end), endDigits, 0), begin) == 0 }
		for end := range idValues {
			if valid(end) {
				all++
				if single(values[groups[end]], valid) {
					one++
				}
			}
		}
	}
	return float64(one) / float64(all)
}
