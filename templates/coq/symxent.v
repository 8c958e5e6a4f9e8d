(* What every certificate of symxent stands on: the functions of the field, finite sums over 1 … n, vectors with one
   component replaced, Kronecker's delta, the rules of differentiation, and the tactics that the certificates speak.
   Written by hand; the only file here that is. *)
From Coq Require Export Reals Lra Lia Psatz FunctionalExtensionality.
From Coquelicot Require Export Coquelicot.
From Interval Require Import Specific_stdz Specific_ops.
From Interval Require Tactic.
Open Scope R_scope.

(* Intervals with ends m·2ᵉ, m and e integers of Coq: the tactic's usual ends, the processor's floating-point numbers and
   63-bit integers, would bring the axioms that describe them. *)
Module Ends := SpecificFloat StdZRadix2.
Module Intervals := Tactic.IntervalTactic Ends.
Import Intervals.
Ltac sx_interval := first [interval with (Tactic.i_prec 64) | interval with (Tactic.i_prec 400)].

(* ---- The functions of the field. ------------------------------------------------------------------------------- *)

Definition sigmoid (x : R) : R := / (1 + exp (- x)).
Definition softplus (x : R) : R := ln (1 + exp x).

(* Sums run over 1 … n, as on paper. *)
Fixpoint total (f : nat -> R) (n : nat) : R :=
  match n with O => 0 | S m => total f m + f (S m) end.

Definition delta (i j : nat) : R := if Nat.eqb i j then 1 else 0.

(* The vector v with component j replaced by t: the partial derivative in v_j is the derivative in t at t = v_j. *)
Definition upd (v : nat -> R) (j : nat) (t : R) : nat -> R := fun i => if Nat.eqb i j then t else v i.

Definition softmax (x : nat -> R) (k i : nat) : R := exp (x i) / total (fun m => exp (x m)) k.
Definition logsumexp (x : nat -> R) (k : nat) : R := ln (total (fun m => exp (x m)) k).

(* ---- Kronecker's delta and replaced components. ---------------------------------------------------------------- *)

Lemma delta_same i : delta i i = 1.
Proof. unfold delta. now rewrite Nat.eqb_refl. Qed.

Lemma delta_other i j : i <> j -> delta i j = 0.
Proof. intro H. unfold delta. destruct (Nat.eqb_spec i j); [contradiction | reflexivity]. Qed.

Lemma delta_sym i j : delta i j = delta j i.
Proof. unfold delta. now rewrite Nat.eqb_sym. Qed.

Lemma delta_square i j : delta i j * delta i j = delta i j.
Proof. destruct (Nat.eq_dec i j) as [-> | H]; [rewrite delta_same | rewrite (delta_other i j H)]; ring. Qed.

Lemma upd_id v j : upd v j (v j) = v.
Proof. apply functional_extensionality; intro i. unfold upd. destruct (Nat.eqb_spec i j) as [-> | ]; reflexivity. Qed.

Lemma upd_at v j t : upd v j t j = t.
Proof. unfold upd. now rewrite Nat.eqb_refl. Qed.

(* ---- Finite sums, by induction on their length. ---------------------------------------------------------------- *)

Lemma total_ext f g n : (forall i, (1 <= i <= n)%nat -> f i = g i) -> total f n = total g n.
Proof.
  induction n as [| n IH]; intro H; [reflexivity |]. cbn [total].
  rewrite IH, (H (S n)); [reflexivity | lia | intros i Hi; apply H; lia].
Qed.

Lemma total_plus f g n : total (fun i => f i + g i) n = total f n + total g n.
Proof. induction n as [| n IH]; cbn [total]; [| rewrite IH]; ring. Qed.

Lemma total_scal c f n : total (fun i => c * f i) n = c * total f n.
Proof. induction n as [| n IH]; cbn [total]; [| rewrite IH]; ring. Qed.

Lemma total_const c n : total (fun _ => c) n = c * INR n.
Proof. induction n as [| n IH]; cbn [total]; [simpl | rewrite IH, S_INR]; ring. Qed.

Lemma total_zero n : total (fun _ => 0) n = 0.
Proof. rewrite total_const. ring. Qed.

Lemma total_delta f n j : (1 <= j <= n)%nat -> total (fun i => f i * delta i j) n = f j.
Proof.
  induction n as [| n IH]; intro H; [lia |]. cbn [total]. destruct (Nat.eq_dec j (S n)) as [-> | Hne].
  - rewrite delta_same, (total_ext _ (fun _ => 0)), total_zero; [ring |].
    intros i Hi. rewrite delta_other by lia. ring.
  - rewrite IH, (delta_other (S n) j) by lia. ring.
Qed.

(* Two functions that differ at one index only. *)
Lemma total_pick f g n j :
  (1 <= j <= n)%nat -> (forall i, (1 <= i <= n)%nat -> i <> j -> f i = g i) -> total f n = total g n + (f j - g j).
Proof.
  intros J H. rewrite <- (total_delta (fun i => f i - g i) n j J), <- total_plus. apply total_ext. intros i I.
  destruct (Nat.eq_dec i j) as [-> | D]; [rewrite delta_same | rewrite (delta_other i j D), (H i I D)]; ring.
Qed.

Lemma total_telescoping (T f : nat -> R) n :
  T O = 0 -> (forall i, (i < n)%nat -> f (S i) = T (S i) - T i) -> total f n = T n.
Proof.
  intros Z H. induction n as [| n IH]; cbn [total]; [now rewrite Z |].
  rewrite IH, H; [ring | lia | intros i I; apply H; lia].
Qed.

Lemma total_swap (f : nat -> nat -> R) m n :
  total (fun i => total (fun j => f i j) n) m = total (fun j => total (fun i => f i j) m) n.
Proof.
  induction m as [| m IH]; cbn [total]; [now rewrite total_zero |]. rewrite IH. now rewrite total_plus.
Qed.

Lemma total_nonneg f n : (forall i, (1 <= i <= n)%nat -> 0 <= f i) -> 0 <= total f n.
Proof.
  induction n as [| n IH]; intro H; cbn [total]; [lra |].
  apply Rplus_le_le_0_compat; [apply IH; intros i Hi; apply H; lia | apply H; lia].
Qed.

Lemma total_le f g n : (forall i, (1 <= i <= n)%nat -> f i <= g i) -> total f n <= total g n.
Proof.
  induction n as [| n IH]; intro H; cbn [total]; [lra |].
  apply Rplus_le_compat; [apply IH; intros i Hi; apply H; lia | apply H; lia].
Qed.

Lemma total_lt f g n : (1 <= n)%nat -> (forall i, (1 <= i <= n)%nat -> f i < g i) -> total f n < total g n.
Proof.
  destruct n as [| n]; intros Hn H; [lia |]. cbn [total].
  apply Rplus_le_lt_compat; [apply total_le; intros i Hi; left; apply H; lia | apply H; lia].
Qed.

Lemma total_pos f n : (1 <= n)%nat -> (forall i, (1 <= i <= n)%nat -> 0 < f i) -> 0 < total f n.
Proof.
  destruct n as [| n]; intros Hn H; [lia |]. cbn [total].
  apply Rplus_le_lt_0_compat; [| apply H; lia]. apply total_nonneg. intros i Hi. left. apply H. lia.
Qed.

Lemma total_nonpos f n : (forall i, (1 <= i <= n)%nat -> f i <= 0) -> total f n <= 0.
Proof.
  induction n as [| n IH]; intro H; cbn [total]; [lra |].
  assert (total f n <= 0) by (apply IH; intros i Hi; apply H; lia). assert (f (S n) <= 0) by (apply H; lia). lra.
Qed.

Lemma total_neg f n : (1 <= n)%nat -> (forall i, (1 <= i <= n)%nat -> f i < 0) -> total f n < 0.
Proof.
  destruct n as [| n]; intros Hn H; [lia |]. cbn [total].
  assert (total f n <= 0) by (apply total_nonpos; intros i Hi; left; apply H; lia).
  assert (f (S n) < 0) by (apply H; lia). lra.
Qed.

(* One of two or more positive terms is less than their sum. *)
Lemma term_lt_total f n j :
  (2 <= n)%nat -> (1 <= j <= n)%nat -> (forall i, (1 <= i <= n)%nat -> 0 < f i) -> f j < total f n.
Proof.
  intros Hn Hj H.
  assert (E : total f n = f j + total (fun i => f i * (1 - delta i j)) n).
  { rewrite <- (total_delta f n j Hj) at 1. rewrite <- total_plus. apply total_ext. intros. ring. }
  rewrite E. enough (0 < total (fun i => f i * (1 - delta i j)) n) by lra.
  assert (K : exists l, (1 <= l <= n)%nat /\ l <> j).
  { destruct (Nat.eq_dec j 1) as [-> | ]; [exists 2%nat | exists 1%nat]; lia. }
  destruct K as (l & Hl & Hlj).
  assert (B : f l <= total (fun i => f i * (1 - delta i j)) n).
  { rewrite <- (total_delta f n l Hl).
    enough (0 <= total (fun i => f i * (1 - delta i j) - f i * delta i l) n) as D.
    { rewrite (total_ext _ (fun i => f i * (1 - delta i j) + (-1) * (f i * delta i l))) in D by (intros; ring).
      rewrite total_plus, total_scal in D. lra. }
    apply total_nonneg. intros i Hi. pose proof (H i Hi).
    destruct (Nat.eq_dec i l) as [-> | Hil].
    - rewrite delta_same, (delta_other l j Hlj). lra.
    - rewrite (delta_other i l Hil). unfold delta. destruct (Nat.eqb i j); lra. }
  pose proof (H l Hl). lra.
Qed.

Lemma term_le_total f n j :
  (1 <= j <= n)%nat -> (forall i, (1 <= i <= n)%nat -> 0 <= f i) -> f j <= total f n.
Proof.
  intros Hj H. rewrite <- (total_delta f n j Hj). apply total_le. intros i Hi. pose proof (H i Hi).
  unfold delta. destruct (Nat.eqb i j); lra.
Qed.

(* vᵀ(AᵀSA)v, written out in components, is Σ s (Av)². *)
Lemma quadratic_form (A : nat -> nat -> R) (s v : nat -> R) n d :
  total (fun j => v j * total (fun l => total (fun i => A i j * s i * A i l) n * v l) d) d
  = total (fun i => s i * (total (fun j => A i j * v j) d * total (fun j => A i j * v j) d)) n.
Proof.
  transitivity (total (fun j => total (fun i => v j * A i j * s i * total (fun l => A i l * v l) d) n) d).
  { apply total_ext; intros j _. rewrite <- (total_scal (v j)).
    transitivity (total (fun l => total (fun i => v j * A i j * s i * (A i l * v l)) n) d).
    - apply total_ext; intros l _.
      transitivity (v j * v l * total (fun i => A i j * s i * A i l) n); [ring |].
      rewrite <- total_scal. apply total_ext; intros; ring.
    - rewrite total_swap. apply total_ext; intros i _. now rewrite total_scal. }
  rewrite total_swap. apply total_ext; intros i _. rewrite <- Rmult_assoc, <- total_scal.
  apply total_ext; intros; ring.
Qed.

(* ---- Exponentials. --------------------------------------------------------------------------------------------- *)

Lemma exp_times_nat n x : exp (INR n * x) = exp x ^ n.
Proof.
  induction n as [| n IH]; [simpl; rewrite Rmult_0_l; apply exp_0 |].
  rewrite S_INR, Rmult_plus_distr_r, Rmult_1_l, exp_plus, IH. simpl. ring.
Qed.

Lemma sinh_over_cosh x : tanh x = (exp x - exp (- x)) / (exp x + exp (- x)).
Proof. unfold tanh, sinh, cosh. pose proof (exp_pos x). pose proof (exp_pos (- x)). field. lra. Qed.

Lemma softmax_pos x k i : (1 <= k)%nat -> 0 < softmax x k i.
Proof. intro H. apply Rdiv_lt_0_compat; [apply exp_pos | apply total_pos; [assumption | intros; apply exp_pos]]. Qed.

Lemma sigmoid_pos x : 0 < sigmoid x.
Proof. apply Rinv_0_lt_compat. pose proof (exp_pos (- x)). lra. Qed.

Lemma sigmoid_lt_1 x : sigmoid x < 1.
Proof.
  pose proof (exp_pos (- x)). unfold sigmoid. rewrite <- Rinv_1. apply Rinv_lt_contravar; lra.
Qed.

Lemma inv_1_exp x : 0 < / (1 + exp x) < 1.
Proof.
  pose proof (exp_pos x). split; [apply Rinv_0_lt_compat; lra |]. rewrite <- Rinv_1. apply Rinv_lt_contravar; lra.
Qed.

Lemma exp_minus_1_pos x : 0 < x -> 0 < exp x - 1.
Proof. intro H. pose proof (exp_ineq1 x ltac:(lra)). lra. Qed.

Lemma softplus_pos x : 0 < softplus x.
Proof. unfold softplus. rewrite <- ln_1. apply ln_increasing; [lra | pose proof (exp_pos x); lra]. Qed.

(* ---- What the proofs of the logic speak of. --------------------------------------------------------------------- *)

Definition root (q : nat) (x : R) : R := if Rle_dec x 0 then 0 else exp (ln x / INR q).
Definition sgn (x : R) : R := if Rlt_dec 0 x then 1 else if Rlt_dec x 0 then -1 else 0.
Definition heaviside (x h : R) : R := if Rlt_dec 0 x then 1 else if Rlt_dec x 0 then 0 else h.
Definition logit (p : R) : R := ln (p / (1 - p)).
Definition log1p (x : R) : R := ln (1 + x).
Definition expm1 (x : R) : R := exp x - 1.

Lemma sgn_pos x : 0 < x -> sgn x = 1.
Proof. intro H. unfold sgn. destruct (Rlt_dec 0 x); [reflexivity | contradiction]. Qed.

Lemma sgn_neg x : x < 0 -> sgn x = -1.
Proof. intro H. unfold sgn. destruct (Rlt_dec 0 x); [lra |]. destruct (Rlt_dec x 0); [reflexivity | contradiction]. Qed.

Lemma sgn_0 : sgn 0 = 0.
Proof. unfold sgn. destruct (Rlt_dec 0 0); [lra |]. destruct (Rlt_dec 0 0); [lra | reflexivity]. Qed.

Lemma heaviside_pos x h : 0 < x -> heaviside x h = 1.
Proof. intro H. unfold heaviside. destruct (Rlt_dec 0 x); [reflexivity | contradiction]. Qed.

Lemma heaviside_neg x h : x < 0 -> heaviside x h = 0.
Proof.
  intro H. unfold heaviside. destruct (Rlt_dec 0 x); [lra |]. destruct (Rlt_dec x 0); [reflexivity | contradiction].
Qed.

Lemma heaviside_0 h : heaviside 0 h = h.
Proof. unfold heaviside. destruct (Rlt_dec 0 0); [lra |]. destruct (Rlt_dec 0 0); [lra | reflexivity]. Qed.

Lemma Rabs_is u t : 0 <= t -> t ^ 2 = u ^ 2 -> Rabs u = t.
Proof. intros H E. rewrite <- (Rabs_pos_eq t H). apply Rsqr_eq_abs_0. unfold Rsqr. lra. Qed.

Lemma Rmax_by_abs a b : Rmax a b = (a + b + Rabs (a - b)) / 2.
Proof. unfold Rmax, Rabs. destruct (Rle_dec a b), (Rcase_abs (a - b)); lra. Qed.

Lemma Rmin_by_abs a b : Rmin a b = (a + b - Rabs (a - b)) / 2.
Proof. unfold Rmin, Rabs. destruct (Rle_dec a b), (Rcase_abs (a - b)); lra. Qed.

Lemma exp_multiple n a b : b = INR n * a -> exp b = exp a ^ n.
Proof. intros ->. apply exp_times_nat. Qed.

Lemma exp_multiple_neg n a b : b = - (INR n * a) -> exp b = / exp a ^ n.
Proof. intros ->. rewrite exp_Ropp. now rewrite exp_times_nat. Qed.

Lemma ln_power n a : 0 < a -> ln (a ^ n) = INR n * ln a.
Proof.
  intro H. induction n as [| n IH]; [simpl; rewrite ln_1; ring |].
  cbn [pow]. rewrite ln_mult, IH, S_INR; [ring | assumption | now apply pow_lt].
Qed.

Lemma root_nonneg q x : 0 <= root q x.
Proof. unfold root. destruct (Rle_dec x 0); [lra | left; apply exp_pos]. Qed.

Lemma root_pos q x : 0 < x -> 0 < root q x.
Proof. intro H. unfold root. destruct (Rle_dec x 0); [lra | apply exp_pos]. Qed.

Lemma root_positive q x : 0 < x -> root q x = exp (ln x / INR q).
Proof. intro H. unfold root. destruct (Rle_dec x 0); [lra | reflexivity]. Qed.

Lemma root_0 q : root q 0 = 0.
Proof. unfold root. destruct (Rle_dec 0 0); [reflexivity | lra]. Qed.

Lemma root_pow q x : (1 <= q)%nat -> 0 <= x -> root q x ^ q = x.
Proof.
  intros Q H. unfold root. destruct (Rle_dec x 0) as [L |].
  - replace x with 0 by lra. apply pow_i. lia.
  - rewrite <- exp_times_nat. replace (INR q * (ln x / INR q)) with (ln x).
    + apply exp_ln. lra.
    + field. apply not_0_INR. lia.
Qed.

Lemma pow_injective q s t : (1 <= q)%nat -> 0 <= s -> 0 <= t -> s ^ q = t ^ q -> s = t.
Proof.
  intros Q NS NT E. destruct (Rtotal_order s t) as [L | [L | L]]; [exfalso | assumption | exfalso].
  - assert (s ^ q < t ^ q); [| lra]. clear E. induction q as [| [| q] IH]; [lia | simpl; lra |].
    assert (s ^ S q < t ^ S q) by (apply IH; lia). cbn [pow] in *.
    assert (0 <= s * s ^ q) by (apply Rmult_le_pos; [lra | now apply pow_le]). nra.
  - assert (t ^ q < s ^ q); [| lra]. clear E. induction q as [| [| q] IH]; [lia | simpl; lra |].
    assert (t ^ S q < s ^ S q) by (apply IH; lia). cbn [pow] in *.
    assert (0 <= t * t ^ q) by (apply Rmult_le_pos; [lra | now apply pow_le]). nra.
Qed.

Lemma root_is q x t : (1 <= q)%nat -> 0 <= t -> t ^ q = x -> root q x = t.
Proof.
  intros Q T <-. apply (pow_injective q); [assumption | apply root_nonneg | assumption |].
  apply root_pow; [assumption | now apply pow_le].
Qed.

Lemma sqrt_is x t : 0 <= t -> t ^ 2 = x -> sqrt x = t.
Proof. intros T <-. replace (t ^ 2) with (t * t) by ring. now apply sqrt_square. Qed.

Lemma root_power_is q p x t : (1 <= q)%nat -> 0 <= x -> 0 <= t -> t ^ q = x ^ p -> root q x ^ p = t.
Proof.
  intros Q X T E. pose proof (root_nonneg q x). apply (pow_injective q); [assumption | now apply pow_le | assumption |].
  now rewrite E, <- pow_mult, Nat.mul_comm, pow_mult, root_pow.
Qed.

Lemma sqrt_power_is p x t : 0 <= x -> 0 <= t -> t ^ 2 = x ^ p -> sqrt x ^ p = t.
Proof.
  intros X T E. pose proof (sqrt_pos x). apply (pow_injective 2); [lia | now apply pow_le | assumption |].
  now rewrite E, <- pow_mult, Nat.mul_comm, pow_mult, pow2_sqrt.
Qed.

Lemma sigmoid_is z : sigmoid z = exp z / (1 + exp z).
Proof. unfold sigmoid. rewrite exp_Ropp. pose proof (exp_pos z). field. lra. Qed.

Lemma tanh_is z : tanh z = (exp z ^ 2 - 1) / (exp z ^ 2 + 1).
Proof. rewrite sinh_over_cosh, exp_Ropp. pose proof (exp_pos z). field. split; nra. Qed.

Lemma sinh_is z : sinh z = (exp z - 1 / exp z) / 2.
Proof. unfold sinh. rewrite exp_Ropp. pose proof (exp_pos z). field. lra. Qed.

Lemma cosh_is z : cosh z = (exp z + 1 / exp z) / 2.
Proof. unfold cosh. rewrite exp_Ropp. pose proof (exp_pos z). field. lra. Qed.

Lemma exp_is k t : 0 < t -> k = ln t -> exp k = t.
Proof. intros H ->. now apply exp_ln. Qed.

Lemma ln_root q x : (1 <= q)%nat -> 0 < x -> ln (root q x) = ln x / INR q.
Proof.
  intros Q H. rewrite <- (root_pow q x) at 2 by (assumption || lra). rewrite ln_power by now apply root_pos.
  field. apply not_0_INR. lia.
Qed.

Lemma ln_sqrt x : 0 < x -> ln (sqrt x) = ln x / 2.
Proof.
  intro H. rewrite <- (pow2_sqrt x) at 2 by lra. rewrite ln_power by now apply sqrt_lt_R0. cbn [INR]. field.
Qed.

(* b^u for b ≥ 0, and for b < 0 where u is whole; 0^u is 1 for u = 0, and 0 for u > 0. *)
Definition power (b u : R) : R :=
  if Rlt_dec 0 b then exp (u * ln b) else if Rlt_dec b 0 then powerRZ b (Int_part u) else if Req_EM_T u 0 then 1 else 0.

Lemma power_pos b u : 0 < b -> power b u = exp (u * ln b).
Proof. intro H. unfold power. destruct (Rlt_dec 0 b); [reflexivity | contradiction]. Qed.

(* One of two values, as numbers compare. *)
Definition if_lt (a b x y : R) : R := if Rlt_dec a b then x else y.
Definition if_le (a b x y : R) : R := if Rle_dec a b then x else y.
Definition if_eq (a b x y : R) : R := if Req_EM_T a b then x else y.

Lemma power_0 u : power 0 u = if_eq u 0 1 0.
Proof. unfold power, if_eq. destruct (Rlt_dec 0 0); [lra | reflexivity]. Qed.

Definition is_whole (u : R) := exists whole : Z, u = IZR whole.

Lemma power_whole b z : b <> 0 -> power b (IZR z) = powerRZ b z.
Proof.
  intro H. unfold power. destruct (Rlt_dec 0 b); [symmetry; now apply powerRZ_Rpower |].
  destruct (Rlt_dec b 0); [| lra]. f_equal. pose proof (base_Int_part (IZR z)) as [L G]. apply le_IZR in L.
  assert (z - 1 < Int_part (IZR z))%Z by (apply lt_IZR; rewrite minus_IZR; lra). lia.
Qed.

Lemma power_product b c u : b <> 0 -> c <> 0 -> is_whole u -> power (b * c) u = power b u * power c u.
Proof.
  intros B C [z ->]. rewrite !power_whole by (assumption || now apply Rmult_integral_contrapositive_currified).
  apply powerRZ_mult.
Qed.

Lemma power_neg b u : b < 0 -> is_whole u -> power b u = power (-1) u * power (- b) u.
Proof. intros B W. rewrite <- power_product; [f_equal; ring | lra | lra | assumption]. Qed.

Lemma power_apart b u v : b <> 0 -> is_whole u -> is_whole v -> power b (u + v) = power b u * power b v.
Proof. intros B [y ->] [z ->]. rewrite <- plus_IZR, !power_whole by assumption. now apply powerRZ_add. Qed.

Lemma power_count b n : b <> 0 -> power b (INR n) = b ^ n.
Proof. intro B. rewrite INR_IZR_INZ, power_whole by assumption. symmetry. apply pow_powerRZ. Qed.

Lemma whole_count n : is_whole (INR n).
Proof. exists (Z.of_nat n). apply INR_IZR_INZ. Qed.

Lemma whole_plus u v : is_whole u -> is_whole v -> is_whole (u + v).
Proof. intros [y ->] [z ->]. exists (y + z)%Z. now rewrite plus_IZR. Qed.

Lemma whole_minus u v : is_whole u -> is_whole v -> is_whole (u - v).
Proof. intros [y ->] [z ->]. exists (y - z)%Z. now rewrite minus_IZR. Qed.

Lemma whole_times u v : is_whole u -> is_whole v -> is_whole (u * v).
Proof. intros [y ->] [z ->]. exists (y * z)%Z. now rewrite mult_IZR. Qed.

Lemma whole_opp u : is_whole u -> is_whole (- u).
Proof. intros [y ->]. exists (- y)%Z. now rewrite opp_IZR. Qed.

Lemma whole_twice u : (exists half : Z, u = 2 * IZR half) -> is_whole u.
Proof. intros [z ->]. exists (2 * z)%Z. now rewrite mult_IZR. Qed.

Lemma power_more b u n : is_whole u -> b <> 0 \/ 0 <= u -> power b (u + INR n) = power b u * b ^ n.
Proof.
  intros W C. destruct (Req_dec b 0) as [-> | B].
  - destruct C as [C | C]; [contradiction |]. destruct n as [| n]; [cbn [INR pow]; rewrite Rplus_0_r; ring |].
    rewrite !power_0. pose proof (pos_INR n). rewrite S_INR. unfold if_eq. destruct (Req_EM_T (u + (INR n + 1)) 0); [lra |].
    cbn [pow]. ring.
  - now rewrite (power_apart b u (INR n) B W (whole_count n)), power_count.
Qed.

Lemma power_less b u n : is_whole u -> b <> 0 -> power b (u - INR n) = power b u / b ^ n.
Proof.
  intros W B. pose proof (power_more b (u - INR n) n) as E. replace (u - INR n + INR n) with u in E by ring.
  rewrite E; [field; now apply pow_nonzero | apply whole_minus; [assumption | apply whole_count] | now left].
Qed.

Lemma minus_one_once : power (-1) 1 = -1.
Proof. replace 1 with (IZR 1) by reflexivity. rewrite power_whole by lra. unfold powerRZ. change (Pos.to_nat 1) with 1%nat. ring. Qed.

Lemma minus_one_squared u : is_whole u -> power (-1) u ^ 2 = 1.
Proof.
  intros [z ->]. rewrite power_whole by lra. replace (powerRZ (-1) z ^ 2) with (powerRZ (-1 * -1) z) by (rewrite powerRZ_mult; ring).
  replace (-1 * -1) with 1 by ring. apply powerRZ_R1.
Qed.

Lemma minus_one_even u : is_whole u -> power (-1) (2 * u) = 1.
Proof. intro W. replace (2 * u) with (u + u) by ring. rewrite power_apart by (lra || assumption). rewrite <- (minus_one_squared u W). ring. Qed.

Lemma if_lt_yes a b x y : a < b -> if_lt a b x y = x.
Proof. intro H. unfold if_lt. destruct (Rlt_dec a b); [reflexivity | contradiction]. Qed.

Lemma if_lt_no a b x y : b <= a -> if_lt a b x y = y.
Proof. intro H. unfold if_lt. destruct (Rlt_dec a b); [lra | reflexivity]. Qed.

Lemma if_lt_same a b x : if_lt a b x x = x.
Proof. unfold if_lt. now destruct (Rlt_dec a b). Qed.

Lemma if_le_yes a b x y : a <= b -> if_le a b x y = x.
Proof. intro H. unfold if_le. destruct (Rle_dec a b); [reflexivity | contradiction]. Qed.

Lemma if_le_no a b x y : b < a -> if_le a b x y = y.
Proof. intro H. unfold if_le. destruct (Rle_dec a b); [lra | reflexivity]. Qed.

Lemma if_le_same a b x : if_le a b x x = x.
Proof. unfold if_le. now destruct (Rle_dec a b). Qed.

Lemma if_eq_yes a b x y : a = b -> if_eq a b x y = x.
Proof. intro H. unfold if_eq. destruct (Req_EM_T a b); [reflexivity | contradiction]. Qed.

Lemma if_eq_no a b x y : a <> b -> if_eq a b x y = y.
Proof. intro H. unfold if_eq. destruct (Req_EM_T a b); [contradiction | reflexivity]. Qed.

Lemma if_eq_same a b x : if_eq a b x x = x.
Proof. unfold if_eq. now destruct (Req_EM_T a b). Qed.

Lemma if_eq_index i j x y : if_eq (INR i) (INR j) x y = x * delta i j + y * (1 - delta i j).
Proof.
  destruct (Nat.eq_dec i j) as [-> | D].
  - rewrite delta_same, if_eq_yes by reflexivity. ring.
  - rewrite (delta_other i j D), if_eq_no by (intro E; apply D; now apply INR_eq). ring.
Qed.

Lemma if_eq_count i n c x y : INR n = c -> if_eq (INR i) c x y = x * delta i n + y * (1 - delta i n).
Proof. intros <-. apply if_eq_index. Qed.

(* A condition over an index and a number, by a delta. *)
Ltac sx_index_is :=
  match goal with
  | |- context [if_eq (INR ?i) (IZR ?c) ?x ?y] =>
      let n := eval compute in (Z.to_nat c) in
      rewrite (if_eq_count i n (IZR c) x y) by (cbn [INR]; ring)
  end.

Lemma if_eq_size a b x y : if_eq (Rabs (a - b)) 0 x y = if_eq a b x y.
Proof.
  destruct (Req_dec a b) as [-> | D].
  - rewrite !if_eq_yes; [reflexivity | reflexivity | rewrite Rminus_eq_0; apply Rabs_R0].
  - rewrite !if_eq_no; [reflexivity | assumption | intro E; apply D; revert E; unfold Rabs; destruct (Rcase_abs (a - b)); lra].
Qed.

(* ---- Positivity, from the shape of an expression. -------------------------------------------------------------- *)

Lemma square_pos x : x <> 0 -> 0 < x ^ 2.
Proof. intro H. destruct (Rtotal_order x 0) as [? | [? | ?]]; nra. Qed.

Lemma even_pow_pos h x : x <> 0 -> 0 < x ^ (2 * h).
Proof. intro H. rewrite Nat.mul_comm, pow_mult. apply square_pos. now apply pow_nonzero. Qed.

Ltac sx_range :=
  repeat match goal with
  | |- context [1 / (1 + exp ?u)] => change (1 / (1 + exp u)) with (1 * / (1 + exp u))
  | |- context [sigmoid ?u] =>
      lazymatch goal with
      | _ : 0 < sigmoid u |- _ => fail
      | _ => pose proof (sigmoid_pos u); pose proof (sigmoid_lt_1 u)
      end
  | |- context [/ (1 + exp ?u)] =>
      lazymatch goal with _ : 0 < / (1 + exp u) < 1 |- _ => fail | _ => pose proof (inv_1_exp u) end
  | |- context [exp ?u] =>
      lazymatch goal with _ : 0 < exp u |- _ => fail | _ => pose proof (exp_pos u) end
  end.

Ltac sx_members :=
  repeat match goal with
  | H : forall i, (1 <= i <= ?n)%nat -> _ |- context [?v ?i] =>
      lazymatch type of (H i) with
      | ?A -> ?B =>
        lazymatch B with context [v i] => idtac | _ => fail end;
        lazymatch goal with _ : B |- _ => fail | _ => assert B by (apply H; lia) end
      end
  | H : forall i : nat, _ |- context [?v ?i] =>
      let B := type of (H i) in
      lazymatch B with context [v i] => idtac | _ => fail end;
      lazymatch goal with _ : B |- _ => fail | _ => assert B by apply H end
  | H : forall i j : nat, _ |- context [?v ?i ?j] =>
      let B := type of (H i j) in
      lazymatch B with context [v i j] => idtac | _ => fail end;
      lazymatch goal with _ : B |- _ => fail | _ => assert B by apply H end
  end.

Ltac sx_is_whole :=
  first
    [ assumption
    | match goal with H : _ \/ is_whole ?u |- is_whole ?u => destruct H; [exfalso; lra | assumption] end
    | lazymatch goal with
      | |- is_whole (INR _) => apply whole_count
      | |- is_whole (_ + _) => apply whole_plus; sx_is_whole
      | |- is_whole (_ - _) => apply whole_minus; sx_is_whole
      | |- is_whole (_ * _) => apply whole_times; sx_is_whole
      | |- is_whole (- _) => apply whole_opp; sx_is_whole
      | |- is_whole (IZR ?n) => now exists n
      | |- is_whole ?u =>
          first [ now apply whole_twice
                | match goal with
                  | H : u = _ \/ _ |- _ => destruct H as [-> | H]; sx_is_whole
                  | H : u = _ |- _ => rewrite H; sx_is_whole
                  end ]
      end ].

Ltac sx_pos :=
  cbv beta;
  lazymatch goal with
  | |- 0 < exp _ => apply exp_pos
  | |- 0 < PI => exact PI_RGT_0
  | |- 0 < exp _ - 1 => apply exp_minus_1_pos; sx_pos
  | |- 0 < sqrt _ => apply sqrt_lt_R0; sx_pos
  | |- 0 < root _ _ => apply root_pos; sx_pos
  | |- 0 < sigmoid _ => apply sigmoid_pos
  | |- 0 < softplus _ => apply softplus_pos
  | |- 0 < softmax _ _ _ => apply softmax_pos; lia
  | |- 0 < total _ _ => first [assumption | apply total_pos; [lia | intros; sx_pos]]
  | |- 0 < _ * _ => first [assumption | apply Rmult_lt_0_compat; sx_pos | sx_members; sx_range; nra]
  | |- 0 < _ / _ => apply Rdiv_lt_0_compat; sx_pos
  | |- 0 < / _ => apply Rinv_0_lt_compat; sx_pos
  | |- 0 < _ ^ 2 => first [apply square_pos; assumption | apply pow_lt; sx_pos]
  | |- 0 < _ ^ ?n =>
      first [solve [apply pow_lt; sx_pos] | let h := eval compute in (Nat.div2 n) in apply (even_pow_pos h); assumption]
  | |- 0 < _ + _ => first [assumption | apply Rplus_lt_0_compat; sx_pos | apply Rplus_lt_le_0_compat; [sx_pos | sx_nonneg]
                          | apply Rplus_le_lt_0_compat; [sx_nonneg | sx_pos] | sx_members; sx_range; lra]
  | |- 0 < _ => first [assumption | sx_members; sx_range; lra]
  end
with sx_nonneg :=
  cbv beta;
  lazymatch goal with
  | |- 0 <= total _ _ => apply total_nonneg; intros; sx_nonneg
  | |- 0 <= ?a * ?a => apply (Rle_0_sqr a)
  | |- 0 <= ?a ^ 2 => apply (pow2_ge_0 a)
  | |- 0 <= _ + _ => first [apply Rplus_le_le_0_compat; sx_nonneg | sx_members; sx_range; nra]
  | |- 0 <= _ * _ => first [apply Rmult_le_pos; sx_nonneg | sx_members; sx_range; nra]
  | |- 0 <= _ / _ => first [left; sx_pos | apply Rmult_le_pos; [sx_nonneg | left; apply Rinv_0_lt_compat; sx_pos]]
  | |- 0 <= _ => first [assumption | left; sx_pos | sx_members; sx_range; lra | sx_members; sx_range; nra]
  end.

(* What `field` asks for: products that are not 0. *)
Ltac sx_side :=
  repeat match goal with |- _ /\ _ => split | |- True => exact I end;
  try lazymatch goal with
  | |- ?x <> 0 =>
      first [ assumption
            | apply Rgt_not_eq; red; sx_pos
            | apply Rlt_not_eq; apply Ropp_lt_cancel; rewrite Ropp_0; sx_pos
            | ring_simplify x; apply Rgt_not_eq; red; sx_pos
            | apply Rmult_integral_contrapositive_currified; sx_side
            | sx_members; sx_range; nra ]
  | |- 0 < _ => sx_pos
  end.

Ltac sx_field := cbv beta; first [reflexivity | ring | field; sx_side].

(* ---- The rules of differentiation. ------------------------------------------------------------------------------ *)

Lemma is_derive_to (f : R -> R) (x l m : R) : is_derive f x l -> l = m -> is_derive f x m.
Proof. now intros H <-. Qed.

Lemma derivative_is (f : R -> R) (x l : R) : is_derive f x l -> Derive f x = l.
Proof. apply is_derive_unique. Qed.

Lemma derives (f : R -> R) (x l : R) : ex_derive f x -> Derive f x = l -> is_derive f x l.
Proof. intros H <-. now apply Derive_correct. Qed.

Lemma D_const c x : is_derive (fun _ => c) x 0.
Proof. apply (is_derive_const (V := R_NormedModule)). Qed.

Lemma D_id x : is_derive (fun t => t) x 1.
Proof. apply (is_derive_id (K := R_AbsRing)). Qed.

Lemma D_coordinate v j m x : is_derive (fun t => upd v j t m) x (delta m j).
Proof. unfold upd, delta. destruct (Nat.eqb m j); [apply D_id | apply D_const]. Qed.

Lemma D_opp f x a : is_derive f x a -> is_derive (fun t => - f t) x (- a).
Proof. intro H. apply (is_derive_opp (V := R_NormedModule) f x a H). Qed.

Lemma D_plus f g x a b : is_derive f x a -> is_derive g x b -> is_derive (fun t => f t + g t) x (a + b).
Proof. intros H K. apply (is_derive_plus (V := R_NormedModule) f g x a b H K). Qed.

Lemma D_minus f g x a b : is_derive f x a -> is_derive g x b -> is_derive (fun t => f t - g t) x (a - b).
Proof. intros H K. apply (is_derive_minus (V := R_NormedModule) f g x a b H K). Qed.

Lemma D_mult f g x a b : is_derive f x a -> is_derive g x b -> is_derive (fun t => f t * g t) x (a * g x + f x * b).
Proof. intros H K. apply (is_derive_mult f g x a b H K). intros; apply Rmult_comm. Qed.

Lemma D_inv f x a : is_derive f x a -> f x <> 0 -> is_derive (fun t => / f t) x (- a / f x ^ 2).
Proof. intros H K. now apply is_derive_inv. Qed.

Lemma D_div f g x a b :
  is_derive f x a -> is_derive g x b -> g x <> 0 -> is_derive (fun t => f t / g t) x ((a * g x - f x * b) / g x ^ 2).
Proof. intros H K N. now apply is_derive_div. Qed.

Lemma D_pow f n x a : is_derive f x a -> is_derive (fun t => f t ^ n) x (INR n * a * f x ^ pred n).
Proof. intro H. now apply is_derive_pow. Qed.

Lemma D_chain g f x a b : is_derive f x a -> is_derive g (f x) b -> is_derive (fun t => g (f t)) x (a * b).
Proof. intros H K. apply (is_derive_comp (V := R_NormedModule) g f x b a K H). Qed.

Lemma D_exp f x a : is_derive f x a -> is_derive (fun t => exp (f t)) x (a * exp (f x)).
Proof. intro H. apply (D_chain exp f); [assumption | apply is_derive_exp]. Qed.

Lemma D_ln f x a : is_derive f x a -> 0 < f x -> is_derive (fun t => ln (f t)) x (a * / f x).
Proof. intros H K. apply (D_chain ln f); [assumption | now apply is_derive_ln]. Qed.

Lemma D_sqrt f x a : is_derive f x a -> 0 < f x -> is_derive (fun t => sqrt (f t)) x (a / (2 * sqrt (f x))).
Proof. intros H K. now apply (is_derive_sqrt f x a). Qed.

Lemma sigmoid_derivative x : is_derive sigmoid x (sigmoid x * (1 - sigmoid x)).
Proof.
  pose proof (exp_pos (- x)). unfold sigmoid. eapply is_derive_to.
  - apply D_inv; [apply D_plus; [apply D_const | apply D_exp, D_opp, D_id] | lra].
  - cbv beta. field. lra.
Qed.

Lemma D_sigmoid f x a :
  is_derive f x a -> is_derive (fun t => sigmoid (f t)) x (a * (sigmoid (f x) * (1 - sigmoid (f x)))).
Proof. intro H. apply (D_chain sigmoid f); [assumption | apply sigmoid_derivative]. Qed.

Lemma softplus_derivative x : is_derive softplus x (sigmoid x).
Proof.
  pose proof (exp_pos x). unfold softplus. eapply is_derive_to.
  - apply D_ln; [apply D_plus; [apply D_const | apply D_exp, D_id] | lra].
  - cbv beta. unfold sigmoid. rewrite exp_Ropp. field. lra.
Qed.

Lemma D_softplus f x a : is_derive f x a -> is_derive (fun t => softplus (f t)) x (a * sigmoid (f x)).
Proof. intro H. apply (D_chain softplus f); [assumption | apply softplus_derivative]. Qed.

Lemma tanh_derivative x : is_derive tanh x (1 - tanh x ^ 2).
Proof.
  pose proof (exp_pos x). pose proof (exp_pos (- x)).
  apply (is_derive_ext (fun t => (exp t - exp (- t)) / (exp t + exp (- t)))); [intro; symmetry; apply sinh_over_cosh |].
  rewrite sinh_over_cosh. eapply is_derive_to.
  - apply D_div; [apply D_minus | apply D_plus | lra]; [apply D_exp, D_id | | apply D_exp, D_id |]; apply D_exp, D_opp, D_id.
  - cbv beta. field. lra.
Qed.

Lemma D_tanh f x a : is_derive f x a -> is_derive (fun t => tanh (f t)) x (a * (1 - tanh (f x) ^ 2)).
Proof. intro H. apply (D_chain tanh f); [assumption | apply tanh_derivative]. Qed.

(* Where what decides a case keeps its sign around the point, the case does. *)
Lemma stays_less (u v : R -> R) (x : R) : continuous u x -> continuous v x -> u x < v x -> locally x (fun t => u t < v t).
Proof.
  intros U V H.
  assert (C : continuous (fun t => v t - u t) x) by (apply (continuous_minus (V := R_NormedModule)); assumption).
  assert (P : 0 < v x - u x) by lra.
  assert (O := open_gt 0 (v x - u x) P). specialize (C _ O). unfold filtermap in C.
  generalize C. apply filter_imp. intros t T. lra.
Qed.

(* What decides between two branches needs no derivative: |y - z| at z = y has none. *)
Lemma C_derive (f : R -> R) (x a : R) : is_derive f x a -> continuous f x.
Proof. intro F. apply (ex_derive_continuous (V := R_NormedModule)). now exists a. Qed.

Lemma C_abs (f : R -> R) (x : R) : continuous f x -> continuous (fun t => Rabs (f t)) x.
Proof. intro F. apply (continuous_comp f Rabs); [assumption | apply continuous_Rabs]. Qed.

Lemma near_pos (u : R -> R) x : continuous u x -> 0 < u x -> locally x (fun t => 0 < u t).
Proof. intros U H. apply (stays_less (fun _ => 0) u x (continuous_const 0 x) U H). Qed.

Lemma near_neg (u : R -> R) x : continuous u x -> u x < 0 -> locally x (fun t => u t < 0).
Proof. intros U H. apply (stays_less u (fun _ => 0) x U (continuous_const 0 x) H). Qed.

Lemma near_given (x : R) (P Q : R -> Prop) : locally x P -> locally x (fun t => P t -> Q t) -> locally x Q.
Proof. intros N M. generalize (filter_and _ _ N M). apply filter_imp. tauto. Qed.

(* One function on the right of a point, another on its left, of one value and one slope at it. *)
Lemma D_sides (f g h : R -> R) x l :
  locally x (fun t => (x < t -> f t = g t) /\ (t < x -> f t = h t)) -> f x = g x -> f x = h x ->
  is_derive g x l -> is_derive h x l -> is_derive f x l.
Proof.
  intros [d N] G H DG DH. apply is_derive_Reals in DG, DH. apply is_derive_Reals. intros eps E.
  destruct (DG eps E) as [dg LG], (DH eps E) as [dh LH].
  assert (P : 0 < Rmin d (Rmin dg dh)) by (repeat apply Rmin_pos; apply cond_pos).
  exists (mkposreal _ P). intros s S L. cbn [pos] in L.
  assert (s_d : Rabs s < d) by (eapply Rlt_le_trans; [exact L | apply Rmin_l]).
  assert (s_g : Rabs s < dg) by (eapply Rlt_le_trans; [exact L | eapply Rle_trans; [apply Rmin_r | apply Rmin_l]]).
  assert (s_h : Rabs s < dh) by (eapply Rlt_le_trans; [exact L | eapply Rle_trans; [apply Rmin_r | apply Rmin_r]]).
  assert (B : ball x d (x + s)).
  { unfold ball. cbn. unfold AbsRing_ball, abs, minus, plus, opp. cbn. now replace (x + s + - x) with s by ring. }
  destruct (N _ B) as [R1 L1]. destruct (Rtotal_order 0 s) as [U | [U | U]]; [| lra |].
  - rewrite R1, G by lra. now apply LG.
  - rewrite L1, H by lra. now apply LH.
Qed.

Lemma D_unknown (f u : R -> R) x a : is_derive u x a -> ex_derive f (u x) -> is_derive (fun t => f (u t)) x (a * Derive f (u x)).
Proof. intros U F. apply (D_chain f u); [assumption | now apply Derive_correct]. Qed.

Lemma D_abs_pos f x a : is_derive f x a -> 0 < f x -> is_derive (fun t => Rabs (f t)) x a.
Proof.
  intros F H. apply (is_derive_ext_loc f); [| assumption].
  generalize (stays_less (fun _ => 0) f x (continuous_const 0 x) (C_derive f x a F) H). apply filter_imp. intros t T.
  symmetry. apply Rabs_pos_eq. lra.
Qed.

Lemma D_abs_neg f x a : is_derive f x a -> f x < 0 -> is_derive (fun t => Rabs (f t)) x (- a).
Proof.
  intros F H. apply (is_derive_ext_loc (fun t => - f t)); [| now apply D_opp].
  generalize (stays_less f (fun _ => 0) x (C_derive f x a F) (continuous_const 0 x) H). apply filter_imp. intros t T.
  symmetry. apply Rabs_left. lra.
Qed.

Lemma D_ln_abs f x a : is_derive f x a -> f x <> 0 -> is_derive (fun t => ln (Rabs (f t))) x (a / f x).
Proof.
  intros F N. destruct (Rtotal_order (f x) 0) as [L | [L | L]]; [| contradiction |].
  - apply (is_derive_to _ _ (- a * / Rabs (f x))); [| rewrite Rabs_left by assumption; field; lra].
    apply (D_ln (fun t => Rabs (f t))); [now apply D_abs_neg | now apply Rabs_pos_lt].
  - apply (is_derive_to _ _ (a * / Rabs (f x))); [| rewrite Rabs_pos_eq by lra; field; lra].
    apply (D_ln (fun t => Rabs (f t))); [now apply D_abs_pos | now apply Rabs_pos_lt].
Qed.

Lemma D_sgn_pos f x a : is_derive f x a -> 0 < f x -> is_derive (fun t => sgn (f t)) x 0.
Proof.
  intros F H. apply (is_derive_ext_loc (fun _ => 1)); [| apply D_const].
  generalize (stays_less (fun _ => 0) f x (continuous_const 0 x) (C_derive f x a F) H). apply filter_imp. intros t T.
  symmetry. now apply sgn_pos.
Qed.

Lemma D_sgn_neg f x a : is_derive f x a -> f x < 0 -> is_derive (fun t => sgn (f t)) x 0.
Proof.
  intros F H. apply (is_derive_ext_loc (fun _ => -1)); [| apply D_const].
  generalize (stays_less f (fun _ => 0) x (C_derive f x a F) (continuous_const 0 x) H). apply filter_imp. intros t T.
  symmetry. now apply sgn_neg.
Qed.

Lemma D_heaviside_pos f h x a : is_derive f x a -> 0 < f x -> is_derive (fun t => heaviside (f t) h) x 0.
Proof.
  intros F H. apply (is_derive_ext_loc (fun _ => 1)); [| apply D_const].
  generalize (stays_less (fun _ => 0) f x (continuous_const 0 x) (C_derive f x a F) H). apply filter_imp. intros t T.
  symmetry. now apply heaviside_pos.
Qed.

Lemma D_heaviside_neg f h x a : is_derive f x a -> f x < 0 -> is_derive (fun t => heaviside (f t) h) x 0.
Proof.
  intros F H. apply (is_derive_ext_loc (fun _ => 0)); [| apply D_const].
  generalize (stays_less f (fun _ => 0) x (C_derive f x a F) (continuous_const 0 x) H). apply filter_imp. intros t T.
  symmetry. now apply heaviside_neg.
Qed.

Lemma D_lt_yes (u v f g : R -> R) (x l : R) :
  continuous u x -> continuous v x -> u x < v x -> is_derive f x l ->
  is_derive (fun t => if_lt (u t) (v t) (f t) (g t)) x l.
Proof.
  intros U V H F. apply (is_derive_ext_loc f); [| assumption].
  generalize (stays_less u v x U V H). apply filter_imp. intros t T. symmetry. now apply if_lt_yes.
Qed.

Lemma D_lt_no (u v f g : R -> R) (x l : R) :
  continuous u x -> continuous v x -> v x < u x -> is_derive g x l ->
  is_derive (fun t => if_lt (u t) (v t) (f t) (g t)) x l.
Proof.
  intros U V H F. apply (is_derive_ext_loc g); [| assumption].
  generalize (stays_less v u x V U H). apply filter_imp. intros t T. symmetry. apply if_lt_no. lra.
Qed.

Lemma D_le_yes (u v f g : R -> R) (x l : R) :
  continuous u x -> continuous v x -> u x < v x -> is_derive f x l ->
  is_derive (fun t => if_le (u t) (v t) (f t) (g t)) x l.
Proof.
  intros U V H F. apply (is_derive_ext_loc f); [| assumption].
  generalize (stays_less u v x U V H). apply filter_imp. intros t T. symmetry. apply if_le_yes. lra.
Qed.

Lemma D_le_no (u v f g : R -> R) (x l : R) :
  continuous u x -> continuous v x -> v x < u x -> is_derive g x l ->
  is_derive (fun t => if_le (u t) (v t) (f t) (g t)) x l.
Proof.
  intros U V H F. apply (is_derive_ext_loc g); [| assumption].
  generalize (stays_less v u x V U H). apply filter_imp. intros t T. symmetry. now apply if_le_no.
Qed.

Lemma D_eq_no (u v f g : R -> R) (x l : R) :
  continuous u x -> continuous v x -> u x <> v x -> is_derive g x l ->
  is_derive (fun t => if_eq (u t) (v t) (f t) (g t)) x l.
Proof.
  intros U V H F. apply (is_derive_ext_loc g); [| assumption].
  destruct (Rtotal_order (u x) (v x)) as [L | [L | L]]; [| contradiction |].
  - generalize (stays_less u v x U V L). apply filter_imp. intros t T. symmetry. apply if_eq_no. lra.
  - generalize (stays_less v u x V U L). apply filter_imp. intros t T. symmetry. apply if_eq_no. lra.
Qed.

Lemma D_max_left (f g : R -> R) (x a b : R) : is_derive f x a -> is_derive g x b -> g x < f x -> is_derive (fun t => Rmax (f t) (g t)) x a.
Proof.
  intros F G H. apply (is_derive_ext_loc f); [| assumption].
  generalize (stays_less g f x (C_derive g x b G) (C_derive f x a F) H). apply filter_imp. intros t T. symmetry. apply Rmax_left. lra.
Qed.

Lemma D_max_right (f g : R -> R) (x a b : R) : is_derive f x a -> is_derive g x b -> f x < g x -> is_derive (fun t => Rmax (f t) (g t)) x b.
Proof.
  intros F G H. apply (is_derive_ext_loc g); [| assumption].
  generalize (stays_less f g x (C_derive f x a F) (C_derive g x b G) H). apply filter_imp. intros t T. symmetry. apply Rmax_right. lra.
Qed.

Lemma D_min_left (f g : R -> R) (x a b : R) : is_derive f x a -> is_derive g x b -> f x < g x -> is_derive (fun t => Rmin (f t) (g t)) x a.
Proof.
  intros F G H. apply (is_derive_ext_loc f); [| assumption].
  generalize (stays_less f g x (C_derive f x a F) (C_derive g x b G) H). apply filter_imp. intros t T. symmetry. apply Rmin_left. lra.
Qed.

Lemma D_min_right (f g : R -> R) (x a b : R) : is_derive f x a -> is_derive g x b -> g x < f x -> is_derive (fun t => Rmin (f t) (g t)) x b.
Proof.
  intros F G H. apply (is_derive_ext_loc g); [| assumption].
  generalize (stays_less g f x (C_derive g x b G) (C_derive f x a F) H). apply filter_imp. intros t T. symmetry. apply Rmin_right. lra.
Qed.

Lemma D_power (f g : R -> R) (x a b : R) :
  is_derive f x a -> is_derive g x b -> 0 < f x ->
  is_derive (fun t => power (f t) (g t)) x ((b * ln (f x) + g x * (a * / f x)) * power (f x) (g x)).
Proof.
  intros F G H. rewrite (power_pos (f x)) by assumption. apply (is_derive_ext_loc (fun t => exp (g t * ln (f t)))).
  - generalize (stays_less (fun _ => 0) f x (continuous_const 0 x) (C_derive f x a F) H). apply filter_imp. intros t T.
    symmetry. now apply power_pos.
  - apply (D_exp (fun t => g t * ln (f t))). apply (D_mult g (fun t => ln (f t))); [assumption | now apply D_ln].
Qed.

Lemma D_sin f x a : is_derive f x a -> is_derive (fun t => sin (f t)) x (a * cos (f x)).
Proof. intro H. apply (D_chain sin f); [assumption | apply is_derive_sin]. Qed.

Lemma D_cos f x a : is_derive f x a -> is_derive (fun t => cos (f t)) x (a * - sin (f x)).
Proof. intro H. apply (D_chain cos f); [assumption | apply is_derive_cos]. Qed.

(* Termwise, for any number of terms. *)
Lemma D_total (f : nat -> R -> R) d n x :
  (forall i, (1 <= i <= n)%nat -> is_derive (f i) x (d i)) ->
  is_derive (fun t => total (fun i => f i t) n) x (total (fun i => d i) n).
Proof.
  induction n as [| n IH]; intro H; cbn [total]; [apply D_const |].
  apply D_plus; [apply IH; intros i Hi; apply H; lia | apply H; lia].
Qed.

(* Of the terms of a sum over the components one moves. *)
Lemma D_own_term (F : nat -> R -> R) v i k x l :
  (1 <= i <= k)%nat -> is_derive (fun t => F i (upd v i t i)) x l -> is_derive (fun t => total (fun m => F m (upd v i t m)) k) x l.
Proof.
  intros I D.
  apply (is_derive_ext (fun t => total (fun m => F m (v m)) k + (F i (upd v i t i) - F i (v i)))).
  - intro t. symmetry. apply (total_pick (fun m => F m (upd v i t m)) (fun m => F m (v m)) k i I).
    intros m _ N. unfold upd. destruct (Nat.eqb_spec m i); [contradiction | reflexivity].
  - apply (is_derive_to _ _ (0 + (l - 0))); [| ring]. apply D_plus; [apply D_const |]. apply D_minus; [assumption | apply D_const].
Qed.

Lemma D_softmax v k i j x :
  (1 <= k)%nat -> (1 <= j <= k)%nat ->
  is_derive (fun t => softmax (upd v j t) k i) x
    (softmax (upd v j x) k i * (delta i j - softmax (upd v j x) k j)).
Proof.
  intros Hk Hj. unfold softmax.
  assert (P : forall w, 0 < total (fun m => exp (w m)) k) by (intro; apply total_pos; [lia | intros; apply exp_pos]).
  pose proof (P (upd v j x)). eapply is_derive_to.
  - apply D_div; [apply D_exp, D_coordinate | | lra]. apply D_total. intros m _. apply D_exp, D_coordinate.
  - cbv beta. rewrite (total_ext (fun i => delta i j * exp (upd v j x i)) (fun m => exp (upd v j x m) * delta m j)) by (intros; ring).
    rewrite (total_delta (fun m => exp (upd v j x m))) by assumption. field. lra.
Qed.

Lemma D_logsumexp v k j x :
  (1 <= k)%nat -> (1 <= j <= k)%nat ->
  is_derive (fun t => logsumexp (upd v j t) k) x (softmax (upd v j x) k j).
Proof.
  intros Hk Hj. unfold logsumexp, softmax.
  assert (P : 0 < total (fun m => exp (upd v j x m)) k) by (apply total_pos; [lia | intros; apply exp_pos]).
  eapply is_derive_to.
  - apply D_ln; [| exact P]. apply D_total. intros m _. apply D_exp, D_coordinate.
  - cbv beta. rewrite (total_ext (fun i => delta i j * exp (upd v j x i)) (fun m => exp (upd v j x m) * delta m j)) by (intros; ring).
    rewrite (total_delta (fun m => exp (upd v j x m))) by assumption. field. lra.
Qed.

Lemma D_derivative (f : R -> R) g x l :
  (forall t, is_derive f t (g t)) -> is_derive g x l -> is_derive (fun t => Derive f t) x l.
Proof. intros H K. apply (is_derive_ext g); [intro t; symmetry; now apply is_derive_unique | assumption]. Qed.

(* ---- Convexity and minima, from the sign of the second derivative. ----------------------------------------------- *)

Definition interval_like (P : R -> Prop) := forall a b t, P a -> P b -> a <= t <= b -> P t.

Definition convex_on (P : R -> Prop) (f : R -> R) :=
  forall a b t, P a -> P b -> 0 <= t <= 1 -> f (t * a + (1 - t) * b) <= t * f a + (1 - t) * f b.

Definition minimum_on (P : R -> Prop) (f : R -> R) (p : R) := P p /\ forall x, P x -> f p <= f x.

Lemma mean_value (P : R -> Prop) (f g : R -> R) a b :
  interval_like P -> P a -> P b -> (forall x, P x -> is_derive f x (g x)) ->
  exists c, Rmin a b <= c <= Rmax a b /\ P c /\ f b - f a = g c * (b - a).
Proof.
  intros I A B D.
  assert (inside : forall x, Rmin a b <= x <= Rmax a b -> P x).
  { intros x [low high]. unfold Rmin, Rmax in *.
    destruct (Rle_dec a b); [apply (I a b) | apply (I b a)]; try assumption; split; lra. }
  destruct (MVT_gen f a b g) as (c & C & E).
  - intros x X. apply D, inside. lra.
  - intros x X. apply derivable_continuous_pt. exists (g x). apply is_derive_Reals, D, inside. assumption.
  - exists c. repeat split; [apply C | apply C | now apply inside | assumption].
Qed.

(* Where the slope grows, the function lies above its tangents. *)
Lemma above_tangent (P : R -> Prop) (f g h : R -> R) a b :
  interval_like P -> (forall x, P x -> is_derive f x (g x)) -> (forall x, P x -> is_derive g x (h x)) ->
  (forall x, P x -> 0 <= h x) -> P a -> P b -> f a + g a * (b - a) <= f b.
Proof.
  intros I F G H A B.
  destruct (mean_value P f g a b I A B F) as (c & C & Pc & E).
  destruct (mean_value P g h a c I A Pc G) as (d & _ & Pd & E').
  pose proof (H d Pd). unfold Rmin, Rmax in C. destruct (Rle_dec a b).
  - assert (0 <= g c - g a) by (rewrite E'; apply Rmult_le_pos; lra). nra.
  - assert (g c - g a <= 0) by (rewrite E'; nra). nra.
Qed.

Lemma convex_of_hessian (P : R -> Prop) (f g h : R -> R) :
  interval_like P -> (forall x, P x -> is_derive f x (g x)) -> (forall x, P x -> is_derive g x (h x)) ->
  (forall x, P x -> 0 <= h x) -> convex_on P f.
Proof.
  intros I F G H a b t A B T.
  assert (M : P (t * a + (1 - t) * b)).
  { destruct (Rle_dec a b); [apply (I a b) | apply (I b a)]; try assumption; split; nra. }
  pose proof (above_tangent P f g h _ a I F G H M A) as at_a.
  pose proof (above_tangent P f g h _ b I F G H M B) as at_b.
  set (m := t * a + (1 - t) * b) in *. set (s := g m) in *.
  assert (t * (f m + s * (a - m)) <= t * f a) by (apply Rmult_le_compat_l; lra).
  assert ((1 - t) * (f m + s * (b - m)) <= (1 - t) * f b) by (apply Rmult_le_compat_l; lra).
  assert (E : t * (f m + s * (a - m)) + (1 - t) * (f m + s * (b - m)) = f m) by (unfold m; ring).
  lra.
Qed.

(* ---- Convexity by the principles of the logic. ----------------------------------------------------------------- *)

Lemma convex_ext (P : R -> Prop) (f g : R -> R) : (forall x, f x = g x) -> convex_on P f -> convex_on P g.
Proof. intros E H a b t A B T. rewrite <- !E. now apply H. Qed.

Lemma convex_constant (P : R -> Prop) (c : R) : convex_on P (fun _ => c).
Proof. intros a b t _ _ T. nra. Qed.

Lemma convex_plus (P : R -> Prop) (f g : R -> R) : convex_on P f -> convex_on P g -> convex_on P (fun x => f x + g x).
Proof. intros F G a b t A B T. pose proof (F a b t A B T). pose proof (G a b t A B T). lra. Qed.

Lemma convex_multiple (P : R -> Prop) (c : R) (f : R -> R) : 0 <= c -> convex_on P f -> convex_on P (fun x => c * f x).
Proof. intros C F a b t A B T. pose proof (Rmult_le_compat_l c _ _ C (F a b t A B T)). lra. Qed.

Lemma convex_max (P : R -> Prop) (f g : R -> R) : convex_on P f -> convex_on P g -> convex_on P (fun x => Rmax (f x) (g x)).
Proof.
  intros F G a b t A B T. pose proof (F a b t A B T). pose proof (G a b t A B T).
  pose proof (Rmax_l (f a) (g a)). pose proof (Rmax_r (f a) (g a)).
  pose proof (Rmax_l (f b) (g b)). pose proof (Rmax_r (f b) (g b)).
  apply Rmax_lub; nra.
Qed.

Lemma convex_square (P : R -> Prop) (f : R -> R) : convex_on P f -> convex_on P (fun x => Rmax 0 (f x) ^ 2).
Proof.
  intros F a b t A B T. pose proof (convex_max P _ _ (convex_constant P 0) F a b t A B T) as M. cbv beta in M.
  pose proof (Rmax_l 0 (f (t * a + (1 - t) * b))). pose proof (Rmax_l 0 (f a)). pose proof (Rmax_l 0 (f b)).
  set (m := Rmax 0 (f (t * a + (1 - t) * b))) in *. set (p := Rmax 0 (f a)) in *. set (q := Rmax 0 (f b)) in *.
  assert (m ^ 2 <= (t * p + (1 - t) * q) ^ 2) by (apply pow_incr; lra).
  assert (0 <= t * (1 - t) * (p - q) ^ 2) by (apply Rmult_le_pos; [nra | apply pow2_ge_0]). nra.
Qed.

Lemma convex_of_second (P : R -> Prop) (f : R -> R) :
  interval_like P -> (forall x, P x -> ex_derive f x) ->
  (forall x, P x -> ex_derive (fun x => Derive f x) x /\ 0 <= Derive (fun x => Derive f x) x) -> convex_on P f.
Proof.
  intros I F G. apply (convex_of_hessian P f (fun x => Derive f x) (fun x => Derive (fun x => Derive f x) x) I).
  - intros x X. now apply Derive_correct, F.
  - intros x X. now apply Derive_correct, G.
  - intros x X. now apply G.
Qed.

Lemma convex_size (P : R -> Prop) (f : R -> R) :
  interval_like P -> (forall x, P x -> ex_derive f x) ->
  (forall x, P x -> is_derive (fun x => Derive f x) x 0) -> convex_on P (fun x => Rabs (f x)).
Proof.
  intros I F G. apply (convex_ext P (fun x => Rmax (f x) (- f x))).
  { intro x. unfold Rmax, Rabs. destruct (Rle_dec (f x) (- f x)), (Rcase_abs (f x)); lra. }
  apply convex_max.
  - apply (convex_of_hessian P f (fun x => Derive f x) (fun _ => 0) I); [| exact G | intros; lra].
    intros x X. now apply Derive_correct, F.
  - apply (convex_of_hessian P _ (fun x => - Derive f x) (fun _ => 0) I); [| | intros; lra].
    + intros x X. now apply D_opp, Derive_correct, F.
    + intros x X. replace 0 with (- 0) by ring. now apply D_opp, G.
Qed.

(* What is convex lies nowhere lower than where its slope is 0. *)
Lemma minimum_of_convex (P : R -> Prop) (f g : R -> R) (p : R) :
  interval_like P -> convex_on P f -> (forall x, P x -> is_derive f x (g x)) -> P p -> g p = 0 -> minimum_on P f p.
Proof.
  intros I C D Pp Z. split; [assumption |]. intros x X. apply Rnot_lt_le. intro L.
  assert (N : x <> p) by (intros ->; lra).
  pose proof (D p Pp) as D0. rewrite Z in D0. apply is_derive_Reals in D0.
  assert (A : 0 < Rabs (x - p)) by (apply Rabs_pos_lt; lra).
  assert (E : 0 < (f p - f x) / Rabs (x - p)) by (apply Rdiv_lt_0_compat; lra).
  destruct (D0 _ E) as [d H]. pose proof (cond_pos d) as Dpos.
  set (t := Rmin (1 / 2) (d / (2 * Rabs (x - p)))).
  assert (T0 : 0 < t).
  { unfold t. apply Rmin_glb_lt; [lra | apply Rdiv_lt_0_compat; lra]. }
  assert (T1 : t <= 1 / 2) by apply Rmin_l.
  assert (T2 : t * Rabs (x - p) <= d / 2).
  { apply Rle_trans with (d / (2 * Rabs (x - p)) * Rabs (x - p)).
    - apply Rmult_le_compat_r; [lra | apply Rmin_r].
    - right. field. lra. }
  assert (H0 : t * (x - p) <> 0) by (apply Rmult_integral_contrapositive_currified; lra).
  assert (S : Rabs (t * (x - p)) = t * Rabs (x - p)) by (rewrite Rabs_mult, (Rabs_pos_eq t); lra).
  specialize (H _ H0 ltac:(rewrite S; lra)).
  pose proof (C x p t X Pp ltac:(lra)) as K. replace (t * x + (1 - t) * p) with (p + t * (x - p)) in K by ring.
  rewrite Rminus_0_r in H. unfold Rdiv at 1 in H. rewrite Rabs_mult, Rabs_inv, S in H.
  assert (B : t * (f p - f x) <= Rabs (f (p + t * (x - p)) - f p)).
  { rewrite Rabs_left1; nra. }
  assert (Q : (f p - f x) / Rabs (x - p) <= Rabs (f (p + t * (x - p)) - f p) * / (t * Rabs (x - p))).
  { apply Rmult_le_reg_r with (t * Rabs (x - p)); [apply Rmult_lt_0_compat; lra |].
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r by (apply Rgt_not_eq, Rmult_lt_0_compat; lra).
    replace ((f p - f x) / Rabs (x - p) * (t * Rabs (x - p))) with (t * (f p - f x)) by (field; lra). assumption. }
  lra.
Qed.

(* An interval written out is one. *)
Ltac sx_interval_like := unfold interval_like; cbv beta; intros; first [exact I | lra | intuition lra].

(* ---- The tactics. ----------------------------------------------------------------------------------------------- *)

(* Every size, maximum, minimum, sign and condition by the case that the context shows. *)
Ltac sx_choose :=
  repeat match goal with
  | |- context [Rabs ?u] => first [rewrite (Rabs_pos_eq u) by lra | rewrite (Rabs_left1 u) by lra]
  | |- context [Rmax ?u ?v] => first [rewrite (Rmax_left u v) by lra | rewrite (Rmax_right u v) by lra]
  | |- context [Rmin ?u ?v] => first [rewrite (Rmin_left u v) by lra | rewrite (Rmin_right u v) by lra]
  | |- context [sgn ?u] => first [rewrite (sgn_pos u) by lra | rewrite (sgn_neg u) by lra]
  | |- context [heaviside ?u ?h] => first [rewrite (heaviside_pos u h) by lra | rewrite (heaviside_neg u h) by lra]
  | |- context [if_lt ?u ?v ?a ?b] => first [rewrite (if_lt_yes u v a b) by lra | rewrite (if_lt_no u v a b) by lra]
  | |- context [if_le ?u ?v ?a ?b] => first [rewrite (if_le_yes u v a b) by lra | rewrite (if_le_no u v a b) by lra]
  | |- context [if_eq ?u ?v ?a ?b] => rewrite (if_eq_no u v a b) by lra
  end; first [reflexivity | ring | field | lra].

(* What a function is beside a point, from the signs that stay around it. *)
Ltac sx_beside :=
  repeat match goal with N : locally ?x ?P |- locally ?x _ => apply (near_given x P _ N); clear N end;
  apply filter_forall; let t := fresh in intro t; cbv beta; intros; rewrite ?upd_at in *; split; intro; sx_choose.

(* Differentiate by the shape of the function; the value is found on the way. *)
Ltac sx_rule :=
  lazymatch goal with
  | |- is_derive (fun _ => ?c) _ _ => apply D_const
  | |- is_derive (fun t => t) _ _ => apply D_id
  | |- is_derive (fun t => upd ?v ?j t ?m) _ _ => apply D_coordinate
  | |- is_derive (fun t => - _) _ _ => eapply D_opp; sx_rule
  | |- is_derive (fun t => _ + _) _ _ => eapply D_plus; sx_rule
  | |- is_derive (fun t => _ - _) _ _ => eapply D_minus; sx_rule
  | |- is_derive (fun t => _ * _) _ _ => eapply D_mult; sx_rule
  | |- is_derive (fun t => _ / _) _ _ => eapply D_div; [sx_rule | sx_rule | sx_at]
  | |- is_derive (fun t => / _) _ _ => eapply D_inv; [sx_rule | sx_at]
  | |- is_derive (fun t => _ ^ _) _ _ => eapply D_pow; sx_rule
  | |- is_derive (fun t => exp _) _ _ => eapply D_exp; sx_rule
  | |- is_derive (fun t => ln (Rabs _)) _ _ =>
      first [eapply D_ln; [sx_rule | solve [sx_at]] | eapply D_ln_abs; [sx_rule | sx_at]]
  | |- is_derive (fun t => ln _) _ _ => eapply D_ln; [sx_rule | sx_at]
  | |- is_derive (fun t => sqrt _) _ _ => eapply D_sqrt; [sx_rule | sx_at]
  | |- is_derive (fun t => logit _) _ _ => unfold logit; sx_rule
  | |- is_derive (fun t => log1p _) _ _ => unfold log1p; sx_rule
  | |- is_derive (fun t => expm1 _) _ _ => unfold expm1; sx_rule
  | |- is_derive (fun t => power _ _) _ _ => eapply D_power; [sx_rule | sx_rule | sx_at]
  | |- is_derive (fun t => sin _) _ _ => eapply D_sin; sx_rule
  | |- is_derive (fun t => cos _) _ _ => eapply D_cos; sx_rule
  | |- is_derive (fun t => Rabs _) _ _ =>
      first [eapply D_abs_pos; [sx_rule | solve [sx_at]] | eapply D_abs_neg; [sx_rule | solve [sx_at]]]
  | |- is_derive (fun t => sgn _) _ _ =>
      first [eapply D_sgn_pos; [sx_rule | solve [sx_at]] | eapply D_sgn_neg; [sx_rule | solve [sx_at]]]
  | |- is_derive (fun t => heaviside _ _) _ _ =>
      first [eapply D_heaviside_pos; [sx_rule | solve [sx_at]] | eapply D_heaviside_neg; [sx_rule | solve [sx_at]]]
  | |- is_derive (fun t => Rmax _ _) _ _ =>
      first [eapply D_max_left; [sx_rule | sx_rule | solve [sx_at]] | eapply D_max_right; [sx_rule | sx_rule | solve [sx_at]]]
  | |- is_derive (fun t => Rmin _ _) _ _ =>
      first [eapply D_min_left; [sx_rule | sx_rule | solve [sx_at]] | eapply D_min_right; [sx_rule | sx_rule | solve [sx_at]]]
  | |- is_derive (fun t => if_lt _ _ _ _) _ _ =>
      first [eapply D_lt_yes; [sx_continuous | sx_continuous | solve [sx_at] | sx_rule] | eapply D_lt_no; [sx_continuous | sx_continuous | solve [sx_at] | sx_rule]]
  | |- is_derive (fun t => if_le _ _ _ _) _ _ =>
      first [eapply D_le_yes; [sx_continuous | sx_continuous | solve [sx_at] | sx_rule] | eapply D_le_no; [sx_continuous | sx_continuous | solve [sx_at] | sx_rule]]
  | |- is_derive (fun t => if_eq _ _ _ _) _ _ => eapply D_eq_no; [sx_continuous | sx_continuous | sx_at | sx_rule]
  | |- is_derive (fun t => sigmoid _) _ _ => eapply D_sigmoid; sx_rule
  | |- is_derive (fun t => softplus _) _ _ => eapply D_softplus; sx_rule
  | |- is_derive (fun t => tanh _) _ _ => eapply D_tanh; sx_rule
  | |- is_derive (fun t => softmax (upd _ _ t) _ _) _ _ => apply D_softmax; lia
  | |- is_derive (fun t => logsumexp (upd _ _ t) _) _ _ => apply D_logsumexp; lia
  | |- is_derive (fun t => total _ _) _ _ => first [eassumption | eapply D_total; intros; sx_rule]
  | |- is_derive (fun t => Derive _ t) _ _ => eapply D_derivative; [intro; sx_rule | cbv beta; sx_rule]
  (* Coq writes fun t => exp t as exp, and fun t => 1 - t as Rminus 1. *)
  | |- is_derive ?f ?x ?l =>
      first
        [ first [is_const f | is_var f | lazymatch f with _ _ => idtac end]; change (is_derive (fun t => f t) x l); sx_rule
        | lazymatch f with fun t => ?g _ => is_var g end; eapply D_unknown; [sx_rule | cbv beta; sx_has_slope] ]
  end
with sx_continuous :=
  first [
    eapply C_derive; solve [sx_rule]
  | lazymatch goal with |- continuous (fun t => Rabs _) _ => apply C_abs; sx_continuous end]
with sx_has_slope :=
  first [assumption | match goal with H : ex_derive ?f ?v |- ex_derive ?f ?w => replace w with v by ring; exact H end]
with sx_at := cbv beta; rewrite ?upd_id; first [assumption | lra | sx_side].

(* A derivative that a line speaks of exists. *)
Ltac sx_exists := solve [intros; eexists; sx_rule].
Ltac sx_exist := first [solve [eexists; eassumption] | sx_exists].

(* The logarithm of a product of powers of positive factors. *)
Ltac sx_ln :=
  apply exp_inv;
  rewrite exp_ln by sx_pos;
  repeat match goal with
  | |- context [exp (?a + ?b)] => rewrite (exp_plus a b)
  | |- context [exp (- ?a)] => rewrite (exp_Ropp a)
  | |- context [exp (INR ?n * ?a)] => rewrite (exp_times_nat n a)
  | |- context [exp (ln ?a)] => rewrite (exp_ln a) by sx_pos
  end;
  sx_field.

(* A hypothesis at the point of a refutation, where a vector is a list of cases. *)
Ltac sx_at_point :=
  intros; cbv beta iota;
  repeat match goal with |- context [match ?i with O => _ | S _ => _ end] => destruct i as [| i]; try lia end;
  first [lia | lra | repeat split; first [lia | lra] | sx_one_of
        | match goal with |- exists n : Z, IZR ?k = _ => exists k; reflexivity end
        | sx_written_out; sx_interval]
with sx_one_of := first [lra | left; lra | right; sx_one_of]
with sx_written_out :=
  cbv [sigmoid softplus softmax logsumexp logit log1p expm1 tanh sinh cosh total delta upd Nat.eqb].

(* Each derivative of a claim by its value. *)
Ltac sx_differentiate :=
  repeat match goal with
  | |- context [Derive ?f ?x] =>
      let H := fresh in eassert (H : is_derive f x _) by sx_rule; rewrite (is_derive_unique _ _ _ H); clear H
  end; cbv beta; rewrite ?upd_id; cbn [pred INR].

(* Powers and roots of numbers that are told positive. *)
Ltac sx_powers := repeat (rewrite power_pos by sx_interval); repeat (rewrite root_positive by sx_interval).

(* A number lies in the set of the predictions. *)
Ltac sx_inside := cbv beta; first [exact I | lra].

(* ---- The rules of the logic: symxent/logic/rules.py names the lemma of each. -------------------------------------- *)

Lemma exp_of_sum v c f : 0 < f -> exp (v + c * ln f) = exp v * Rpower f c.
Proof. intros _. apply exp_plus. Qed.

Lemma ln_of_product u f c r : 0 < f -> u = Rpower f c * exp r -> ln u = c * ln f + r.
Proof. intros _ ->. unfold Rpower. rewrite ln_mult by apply exp_pos. now rewrite !ln_exp. Qed.

Lemma root_of_power q s t : (1 <= q)%nat -> 0 <= s -> 0 <= t -> s ^ q = t ^ q -> s = t.
Proof. apply pow_injective. Qed.

Lemma abs_of_square u t : 0 <= t -> t ^ 2 = u ^ 2 -> Rabs u = t.
Proof. apply Rabs_is. Qed.

Lemma cos_squared u : cos u ^ 2 = 1 - sin u ^ 2.
Proof. assert (h := sin2_cos2 u). unfold Rsqr in h. nra. Qed.

Lemma sin_of_sum u v : sin (u + v) = sin u * cos v + cos u * sin v.
Proof. apply sin_plus. Qed.

Lemma cos_of_sum u v : cos (u + v) = cos u * cos v - sin u * sin v.
Proof. apply cos_plus. Qed.

(* Two roots of one function are one number where its slope is not 0 between them. *)
Lemma one_root (P dP : R -> R) a b :
  (forall x, Rmin a b <= x <= Rmax a b -> is_derive P x (dP x) /\ dP x <> 0) -> P a = 0 -> P b = 0 -> a = b.
Proof.
  intros H Ha Hb.
  destruct (MVT_gen P a b dP) as [c [Hc E]].
  - intros x Hx. apply H. lra.
  - intros x Hx. destruct (H x Hx) as [D _]. apply continuity_pt_filterlim.
    apply (ex_derive_continuous P). now exists (dP x).
  - rewrite Ha, Hb in E. destruct (H c Hc) as [_ N].
    assert (E' : dP c * (b - a) = 0) by lra. apply Rmult_integral in E' as [E' | E']; [contradiction | lra].
Qed.

Lemma cos_is_root (P dP : R -> R) u t :
  (forall x, Rmin (cos u) t <= x <= Rmax (cos u) t -> is_derive P x (dP x) /\ dP x <> 0) ->
  P (cos u) = 0 -> P t = 0 -> cos u = t.
Proof. apply one_root. Qed.

Lemma sin_is_root (P dP : R -> R) u t :
  (forall x, Rmin (sin u) t <= x <= Rmax (sin u) t -> is_derive P x (dP x) /\ dP x <> 0) ->
  P (sin u) = 0 -> P t = 0 -> sin u = t.
Proof. apply one_root. Qed.

Lemma total_linear c d f g n : total (fun i => c * f i + d * g i) n = c * total f n + d * total g n.
Proof. now rewrite total_plus, !total_scal. Qed.

Lemma total_product f g m n : total f m * total g n = total (fun i => total (fun j => f i * g j) n) m.
Proof.
  rewrite Rmult_comm, <- total_scal. apply total_ext. intros i _. now rewrite total_scal, Rmult_comm.
Qed.

Lemma total_differences T n : total (fun i => T i - T (pred i)) n = T n - T O.
Proof. induction n as [| n IH]; cbn [total pred]; [| rewrite IH]; ring. Qed.

Lemma declared_equality u t l r c : l = r -> c <> 0 -> l - r = c * (u - t) -> u = t.
Proof. intros -> C H. assert (u - t = 0) by (apply Rmult_eq_reg_l with c; lra). lra. Qed.

(* u (u - 1) ... with k factors. *)
Fixpoint falling (u : R) (k : nat) : R :=
  match k with O => 1 | S j => falling u j * (u - INR j) end.

Lemma falling_add u a b : falling u (a + b) = falling u a * falling (u - INR a) b.
Proof.
  induction b as [|b IH]; [rewrite Nat.add_0_r; simpl; ring|].
  rewrite Nat.add_succ_r; cbn [falling]; rewrite IH, plus_INR; ring.
Qed.

Lemma falling_apart u a m b :
  falling u (a + m + b) = falling u a * falling (u - INR a) m * falling (u - INR a - INR m) b.
Proof. rewrite !falling_add, plus_INR; replace (u - (INR a + INR m)) with (u - INR a - INR m) by ring; reflexivity. Qed.

Lemma falling_mirrored u k : falling u k = (-1) ^ k * falling (INR k - 1 - u) k.
Proof.
  induction k as [|k IH]; [simpl; ring|].
  replace (falling (INR (S k) - 1 - u) (S k)) with ((INR k - u) * falling (INR k - 1 - u) k).
  - cbn [falling pow]; rewrite IH; ring.
  - change (S k) with (1 + k)%nat; rewrite falling_add, S_INR; cbn [falling INR Nat.add]; f_equal; [ring|f_equal; ring].
Qed.

Lemma atan_of_sum u x y : u * (1 - x * y) = x + y -> x * y < 1 -> atan u = atan x + atan y.
Proof.
  intros E L.
  assert (C : 0 < cos (atan x) /\ 0 < cos (atan y)) by
    (split; apply cos_gt_0; pose proof (atan_bound x); pose proof (atan_bound y); lra).
  pose proof PI_RGT_0 as Pi. assert (B := atan_bound x); assert (B' := atan_bound y).
  assert (T : cos (atan x + atan y) = cos (atan x) * cos (atan y) * (1 - x * y)).
  { rewrite cos_plus. replace (sin (atan x)) with (x * cos (atan x)); [replace (sin (atan y)) with (y * cos (atan y)); [ring|]|];
    [rewrite <- (tan_atan y) at 1 | rewrite <- (tan_atan x) at 1]; unfold tan; field; lra. }
  assert (P : 0 < cos (atan x + atan y)) by (rewrite T; apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat|]; lra).
  assert (H : - PI / 2 < atan x + atan y < PI / 2).
  { split.
    - destruct (Rlt_or_le (- PI / 2) (atan x + atan y)) as [?|N]; [assumption|exfalso].
      assert (Q : cos (- (atan x + atan y)) <= 0) by (apply cos_le_0; lra). rewrite cos_neg in Q; lra.
    - destruct (Rlt_or_le (atan x + atan y) (PI / 2)) as [?|N]; [assumption|exfalso].
      assert (Q : cos (atan x + atan y) <= 0) by (apply cos_le_0; lra). lra. }
  rewrite <- (atan_tan (atan x + atan y)) by lra. f_equal.
  rewrite tan_plus; rewrite ?tan_atan; try lra.
  apply (Rmult_eq_reg_r (1 - x * y)); [rewrite E; field; lra | lra].
Qed.

Lemma exp_lower_bound t : 0 <= exp t - 1 - t.
Proof. destruct (Req_dec t 0) as [-> | H]; [rewrite exp_0; lra |]. pose proof (exp_ineq1 t H). lra. Qed.

Lemma ln_lower_bound t : 0 < t -> 0 <= ln t - 1 + 1 / t.
Proof.
  intro H. pose proof (exp_lower_bound (- ln t)) as E. rewrite exp_Ropp, exp_ln in E by assumption.
  unfold Rdiv. rewrite Rmult_1_l. lra.
Qed.

Lemma total_lower_bound f g n : (forall i, (1 <= i <= n)%nat -> g i <= f i) -> total g n <= total f n.
Proof. apply total_le. Qed.

Lemma side_of_logarithm n u t :
  0 < n -> exp (n * u) = t -> ((1 < t -> 0 < u) /\ (t < 1 -> u < 0)) /\ ((1 <= t -> 0 <= u) /\ (t <= 1 -> u <= 0)).
Proof.
  intros N <-. split; split; intro H; rewrite <- exp_0 in H.
  - apply exp_lt_inv in H; nra.
  - apply exp_lt_inv in H; nra.
  - destruct H as [H | H]; [apply exp_lt_inv in H | apply exp_inv in H]; nra.
  - destruct H as [H | H]; [apply exp_lt_inv in H | apply exp_inv in H]; nra.
Qed.

Lemma terms_of_one_sign a b : 0 <= a -> 0 <= b -> 0 <= a + b.
Proof. lra. Qed.

Lemma affine_between a b p q x : p <= x <= q -> 0 <= a * p + b -> 0 <= a * q + b -> 0 <= a * x + b.
Proof. intros [L H] P Q. destruct (Rle_dec 0 a); nra. Qed.

Lemma positive_by_discriminant a f r g : 0 < a -> 0 < g -> 4 * a * f = r ^ 2 + g -> 0 < f.
Proof. intros A G E. pose proof (pow2_ge_0 r). nra. Qed.

Lemma between_ends p q x P Q f :
  p < q -> p <= x <= q -> 0 <= P -> 0 <= Q -> (q - p) * f = (q - x) * P + (x - p) * Q -> 0 <= f.
Proof.
  intros L [A B] HP HQ E. assert (0 <= (q - x) * P) by (apply Rmult_le_pos; lra).
  assert (0 <= (x - p) * Q) by (apply Rmult_le_pos; lra). nra.
Qed.

Lemma strictly_between_ends p q x P Q f :
  p < q -> p <= x <= q -> 0 <= P -> 0 <= Q -> (q - p) * f = (q - x) * P + (x - p) * Q ->
  (0 < P /\ 0 < Q) \/ (x < q /\ 0 < P) \/ (p < x /\ 0 < Q) -> 0 < f.
Proof.
  intros L [A B] HP HQ E C. assert (0 <= (q - x) * P) by (apply Rmult_le_pos; lra).
  assert (0 <= (x - p) * Q) by (apply Rmult_le_pos; lra).
  assert (0 < (q - p) * f); [| nra]. rewrite E. destruct C as [[C D] | [[C D] | [C D]]].
  - destruct (Rle_lt_or_eq_dec x q B) as [C' | ->].
    + assert (0 < (q - x) * P) by (apply Rmult_lt_0_compat; lra). lra.
    + assert (0 < (q - p) * Q) by (apply Rmult_lt_0_compat; lra). lra.
  - assert (0 < (q - x) * P) by (apply Rmult_lt_0_compat; lra). lra.
  - assert (0 < (x - p) * Q) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

(* Which end of an interval is left out, or has a strict sign. *)
Ltac sx_ends :=
  sx_members; first [left; split; lra | right; left; split; lra | right; right; split; lra].

(* What is known of the components that a goal speaks of. *)
Ltac sx_label := first [assumption | intuition (subst; nra) | nra].

Ltac sx_atoms :=
  repeat match goal with
  | |- context [exp ?u] => lazymatch goal with _ : 0 < exp u |- _ => fail | _ => pose proof (exp_pos u) end
  | |- context [Rabs ?u] => lazymatch goal with _ : 0 <= Rabs u |- _ => fail | _ => pose proof (Rabs_pos u) end
  | |- context [sqrt ?u] => lazymatch goal with _ : 0 <= sqrt u |- _ => fail | _ => pose proof (sqrt_pos u) end
  | |- context [root ?q ?u] =>
      lazymatch goal with _ : 0 <= root q u |- _ => fail | _ => pose proof (root_nonneg q u) end
  | |- context [INR ?n] =>
      lazymatch goal with
      | _ : 1 <= INR n |- _ => fail
      | _ : 0 <= INR n |- _ => fail
      | _ => first [assert (1 <= INR n) by (apply (le_INR 1); lia) | pose proof (pos_INR n)]
      end
  end.

Ltac sx_sign_of_ln :=
  lazymatch goal with
  | |- 0 < ln _ => rewrite <- ln_1; apply ln_increasing; lra
  | |- ln _ < 0 => rewrite <- ln_1; apply ln_increasing; lra
  | |- 0 <= ln _ => rewrite <- ln_1; apply Rcomplements.ln_le; lra
  | |- ln _ <= 0 => rewrite <- ln_1; apply Rcomplements.ln_le; lra
  end.

Ltac sx_waves :=
  repeat match goal with
  | |- context [sin ?u] => lazymatch goal with _ : -1 <= sin u <= 1 |- _ => fail | _ => pose proof (SIN_bound u) end
  | |- context [cos ?u] => lazymatch goal with _ : -1 <= cos u <= 1 |- _ => fail | _ => pose proof (COS_bound u) end
  end.

(* What a hypothesis about a size says of what stands in it. *)
Ltac sx_inner :=
  repeat match goal with
  | H : 0 < Rabs ?u |- _ =>
      lazymatch goal with _ : u <> 0 |- _ => fail
      | _ => assert (u <> 0) by (let E := fresh in intro E; rewrite E, Rabs_R0 in H; lra) end
  | H : Rabs ?u <> 0 |- _ =>
      lazymatch goal with _ : u <> 0 |- _ => fail
      | _ => assert (u <> 0) by (let E := fresh in intro E; rewrite E, Rabs_R0 in H; lra) end
  end.

(* Not negative and not 0. *)
Ltac sx_strict :=
  match goal with
  | N : ?b <> 0 |- ?l < ?r =>
      destruct (Rtotal_order l r) as [? | [? | ?]]; [assumption | exfalso; apply N; lra | exfalso; lra]
  end.

Ltac sx_sign_of_shape :=
  lazymatch goal with
  | |- 0 < _ => solve [sx_pos]
  | |- 0 <= _ => solve [sx_nonneg]
  | |- _ <> 0 => solve [sx_side]
  end.

(* A quotient that is not 0, with its denominators cleared. *)
Ltac sx_cleared :=
  let E := fresh in intro E;
  match goal with H : ?b <> 0 |- _ => apply H; field_simplify_eq; [first [lra | nra] | repeat split; assumption ..] end.

(* What has a cube, or another odd power, that is not negative. *)
Ltac sx_under_odd_power :=
  match goal with
  | H : 0 <= ?v ^ 3 |- 0 <= ?u =>
      destruct (Rle_or_lt 0 v);
      [lra | exfalso; assert (0 < - v * - v * - v) by (repeat apply Rmult_lt_0_compat; lra); cbn [pow] in H; lra]
  end.

Lemma even_above x : (exists half : Z, x = 2 * IZR half) -> 0 < x -> 2 <= x.
Proof. intros [half ->] H. assert (0 < half)%Z by (apply lt_IZR; lra). assert (1 <= IZR half) by (apply (IZR_le 1); lia). lra. Qed.

Lemma even_below x : (exists half : Z, x = 2 * IZR half) -> x < 0 -> x <= -2.
Proof.
  intros [half ->] H. assert (half < 0)%Z by (apply lt_IZR; lra).
  assert (IZR half <= -1) by (apply (IZR_le half (-1)); lia). lra.
Qed.

(* Between 0 and 2 there is no even number. *)
Ltac sx_even :=
  match goal with
  | E : exists half : Z, ?x = 2 * IZR half, H : 0 < ?x |- _ => pose proof (even_above x E H)
  | E : exists half : Z, ?x = 2 * IZR half, H : ?x < 0 |- _ => pose proof (even_below x E H)
  end.

Lemma whole_apart x c : (exists whole : Z, x = IZR whole) -> x <= IZR c \/ IZR c + 1 <= x.
Proof.
  intros [whole ->]. destruct (Z_le_gt_dec whole c); [left; apply IZR_le; lia | right].
  replace (IZR c + 1) with (IZR (c + 1)) by (rewrite plus_IZR; lra). apply IZR_le. lia.
Qed.

(* A whole number on either side of small ones. *)
Ltac sx_whole tactic :=
  match goal with
  | W : exists whole : Z, ?x = IZR whole |- _ =>
      destruct (whole_apart x (-2) W) as [? | ?]; try lra; destruct (whole_apart x (-1) W) as [? | ?]; try lra;
      destruct (whole_apart x 0 W) as [? | ?]; try lra; destruct (whole_apart x 1 W) as [? | ?]; try lra;
      destruct (whole_apart x 2 W) as [? | ?]; try lra; tactic
  end.

(* A factor of what is above 0. *)
Ltac sx_factor :=
  match goal with
  | H : 0 < ?a * ?b |- 0 < ?a =>
      destruct (Rtotal_order 0 a) as [? | [E | ?]]; [assumption | exfalso; rewrite <- E in H; lra | exfalso; lra]
  end.

(* The sign of what a sum is known to be. *)
Ltac sx_total_known tactic := match goal with H : total _ _ = ?e |- context [?e] => rewrite <- H; tactic end.

(* A prime number is none of the first products. *)
Ltac sx_prime :=
  match goal with
  | P : forall a b : Z, _ -> _ -> ?n <> IZR a * IZR b |- _ <> 0 =>
      let E := fresh in intro E;
      first [apply (P 2%Z 2%Z); [lia | lia | lra] | apply (P 2%Z 3%Z); [lia | lia | lra] | apply (P 2%Z 4%Z); [lia | lia | lra]
            | apply (P 3%Z 3%Z); [lia | lia | lra] | apply (P 2%Z 5%Z); [lia | lia | lra] | apply (P 2%Z 6%Z); [lia | lia | lra]]
  end.

Ltac sx_apart :=
  lazymatch goal with |- ?a <> ?b => first [solve [apply Rgt_not_eq; red; sx_sign] | solve [apply Rlt_not_eq; sx_sign]] end
(* The signs of sums, from those of their terms. *)
with sx_totals :=
  match goal with
  | |- context [total ?f ?n] =>
      lazymatch goal with
      | _ : 0 < total f n |- _ => fail
      | _ : 0 <= total f n |- _ => fail
      | _ : total f n < 0 |- _ => fail
      | _ : total f n <= 0 |- _ => fail
      | _ => first [assert (0 < total f n) by (apply total_pos; [lia | intros; sx_sign])
                   | assert (0 <= total f n) by (apply total_nonneg; intros; sx_sign)
                   | assert (total f n < 0) by (apply total_neg; [lia | intros; sx_sign])
                   | assert (total f n <= 0) by (apply total_nonpos; intros; sx_sign)]
      end
  end
with sx_sign :=
  cbv beta;
  first [assumption | lra | sx_members; sx_atoms;
         first [assumption | lra | sx_prime | intuition lra | sx_sign_of_shape | nra | sx_inner; sx_strict | sx_apart | solve [sx_interval]
               | let E := fresh in intro E; match goal with H : ?b <> 0 |- _ => apply H; first [lra | nra] end
               | progress repeat sx_totals; first [lra | nra]
               | sx_cleared | sx_under_odd_power | progress sx_waves; lra | sx_even; lra | sx_factor | sx_whole ltac:(first [lra | nra])
               | sx_total_known ltac:(progress repeat sx_totals; first [lra | nra])]].

(* A multiple of what is known not to be 0. *)
Ltac sx_scaled := let E := fresh in intro E; match goal with H : ?b <> 0 |- _ => apply H; clear - E; lra end.

Ltac sx_nonzero :=
  cbv beta; repeat match goal with |- _ /\ _ => split | |- True => exact I end;
  first [assumption | sx_scaled | solve [sx_side] | solve [sx_sign]
        | let E := fresh in intro E; match goal with H : ?b <> 0 |- _ => apply H; first [lra | nra] end].

(* A function that only hands its argument on is the function. *)
Ltac sx_eta := repeat match goal with |- context [fun m : nat => ?f m] => change (fun m : nat => f m) with f end.

Ltac sx_close :=
  cbv beta; first [reflexivity | ring | field; sx_nonzero | progress sx_eta; sx_close | progress repeat (apply total_ext; intros); cbv beta; ring].

Ltac sx_same := first [reflexivity | sx_close | rewrite (Rmax_comm 0); sx_close].

(* A maximum or a minimum by the size of a difference, which may be written in another order on the right. *)
Ltac sx_by_size :=
  first
    [ sx_close
    | match goal with
      | |- (_ + Rabs ?u) / 2 = ?e => match e with context [Rabs ?v] => replace u with v by sx_close; sx_close end
      | |- (_ - Rabs ?u) / 2 = ?e => match e with context [Rabs ?v] => replace u with v by sx_close; sx_close end
      end ].

(* Sums that are equal term by term, wherever they stand. *)
Ltac sx_deep :=
  cbv beta; first [reflexivity | ring | apply total_ext; intros; sx_deep | progress f_equal; sx_deep].

(* One of the deltas with its indices the other way around. *)
Ltac sx_swapped := match goal with |- context [delta ?i ?j] => rewrite (delta_sym i j); sx_close end.

(* A positive number to a rational power, from its logarithm. *)
Ltac sx_exp_ln :=
  apply exp_is; [sx_pos |];
  rewrite ?ln_Rinv by sx_pos; rewrite ?ln_power by sx_pos; rewrite ?ln_sqrt by sx_pos; rewrite ?ln_root by (lia || sx_pos);
  cbn [INR]; field.

(* A power of an exponential that is known by another. *)
Ltac sx_exp_power :=
  rewrite <- !exp_times_nat; rewrite <- ?exp_Ropp, <- ?exp_plus; cbn [INR];
  first [reflexivity | f_equal; field | field].

Ltac sx_ln_split :=
  repeat first
    [ rewrite ln_mult by sx_pos | rewrite ln_Rinv by sx_pos | rewrite ln_power by sx_pos | rewrite ln_exp ];
  cbn [INR]; first [reflexivity | ring].

(* The largest or smallest of numbers of which the context says how they compare. *)
Ltac sx_extreme :=
  repeat match goal with
  | |- context [Rmax ?a ?b] => first [rewrite (Rmax_left a b) by lra | rewrite (Rmax_right a b) by lra]
  | |- context [Rmin ?a ?b] => first [rewrite (Rmin_left a b) by lra | rewrite (Rmin_right a b) by lra]
  end; first [reflexivity | ring | lra].

(* The place at which something linear is 0. *)
Ltac sx_solve := first [lra | nra].

(* What is said not to be 0 is. *)
Ltac sx_not_so := match goal with H : ?a <> ?b |- _ => solve [exfalso; apply H; first [lra | nra]] end.

(* Numbers of terms are 0 or more, or 1 or more. *)
Ltac sx_counts :=
  repeat match goal with
  | _ : context [INR ?n] |- _ =>
      lazymatch goal with
      | _ : 1 <= INR n |- _ => fail
      | _ : 0 <= INR n |- _ => fail
      | _ => first [assert (1 <= INR n) by (apply (le_INR 1); lia) | pose proof (pos_INR n)]
      end
  end.

Ltac sx_contradiction :=
  sx_members; sx_inner;
  first [ lra | progress sx_counts; lra | intuition lra | nra | sx_not_so
        | intuition (first [lra | sx_not_so])
        | sx_whole ltac:(first [lra | nra])
        | match goal with
          | H : 0 <= ?e, _ : _ <= ?x <= _ |- _ => assert (e < 0) by (interval with (Tactic.i_bisect x)); lra
          | H : 0 < ?e, _ : _ <= ?x <= _ |- _ => assert (e < 0) by (interval with (Tactic.i_bisect x)); lra
          | H : ?e < 0, _ : _ <= ?x <= _ |- _ => assert (0 < e) by (interval with (Tactic.i_bisect x)); lra
          end ].

Ltac sx_mirror :=
  match goal with
  | |- sin ?a = - sin ?b => replace a with (- b) by ring; apply sin_neg
  | |- sin ?a = -1 * sin ?b => replace a with (- b) by ring; rewrite sin_neg; ring
  | |- cos ?a = cos ?b => replace a with (- b) by ring; apply cos_neg
  | |- ?f ?a = _ => replace a with (- - a) by ring; rewrite ?sin_neg, ?cos_neg, ?atan_opp, ?Ropp_involutive; sx_close
  end.

(* ---- What increases, and what its square tells. ----------------------------------------------------------------- *)

Lemma sigmoid_increasing u v : u < v -> sigmoid u < sigmoid v.
Proof.
  intro H. unfold sigmoid. pose proof (exp_pos (- u)). pose proof (exp_pos (- v)).
  assert (exp (- v) < exp (- u)) by (apply exp_increasing; lra).
  apply Rinv_lt_contravar; [apply Rmult_lt_0_compat |]; lra.
Qed.

Lemma softplus_increasing u v : u < v -> softplus u < softplus v.
Proof. intro H. pose proof (exp_pos u). pose proof (exp_increasing u v H). apply ln_increasing; lra. Qed.

Lemma tanh_increasing u v : u < v -> tanh u < tanh v.
Proof.
  intro H. assert (E : forall z, tanh z = 2 * sigmoid (2 * z) - 1).
  { intro z. rewrite tanh_is, sigmoid_is. pose proof (exp_pos z). replace (exp (2 * z)) with (exp z ^ 2).
    - field; repeat split; nra.
    - rewrite <- exp_times_nat. cbn [INR]. f_equal; ring. }
  rewrite !E. pose proof (sigmoid_increasing (2 * u) (2 * v) ltac:(lra)). lra.
Qed.

Lemma pow_increasing n u v : (1 <= n)%nat -> 0 <= u -> u < v -> u ^ n < v ^ n.
Proof.
  intros N U H. induction n as [| [| n] IH]; [lia | simpl; lra |].
  assert (u ^ S n < v ^ S n) by (apply IH; lia). assert (0 <= u ^ S n) by now apply pow_le.
  change (u * u ^ S n < v * v ^ S n). nra.
Qed.

Lemma odd_pow_increasing n u v : u < v -> u ^ (2 * n + 1) < v ^ (2 * n + 1).
Proof.
  intro H. assert (M : forall w, (- w) ^ (2 * n + 1) = - w ^ (2 * n + 1)).
  { intro w. rewrite !pow_add, !pow_mult. replace ((- w) ^ 2) with (w ^ 2) by ring. ring. }
  destruct (Rle_or_lt 0 u); [apply pow_increasing; [lia | lra | lra] |].
  destruct (Rle_or_lt v 0).
  - pose proof (pow_increasing (2 * n + 1) (- v) (- u) ltac:(lia) ltac:(lra) ltac:(lra)) as P. rewrite !M in P. lra.
  - assert (0 < (- u) ^ (2 * n + 1)) as P by (apply pow_lt; lra). rewrite M in P.
    assert (0 < v ^ (2 * n + 1)) by now apply pow_lt. lra.
Qed.

Lemma root_increasing q u v : (1 <= q)%nat -> 0 <= u -> u < v -> root q u < root q v.
Proof.
  intros Q U H. apply Rnot_le_lt. intro L. pose proof (root_nonneg q v) as N.
  assert (root q v ^ q <= root q u ^ q) as P by (apply pow_incr; lra). rewrite !root_pow in P; lra || lia.
Qed.

Lemma squares_tell a b : 0 <= b -> a ^ 2 <= b ^ 2 -> a <= b.
Proof. intros. nra. Qed.

Lemma squares_tell_strictly a b : 0 <= b -> a ^ 2 < b ^ 2 -> a < b.
Proof. intros. nra. Qed.

Ltac sx_increases :=
  lazymatch goal with
  | |- exp _ < exp _ => apply exp_increasing
  | |- ln _ < ln _ => apply ln_increasing; [sx_sign |]
  | |- sigmoid _ < sigmoid _ => apply sigmoid_increasing
  | |- softplus _ < softplus _ => apply softplus_increasing
  | |- tanh _ < tanh _ => apply tanh_increasing
  | |- atan _ < atan _ => apply atan_increasing
  | |- log1p _ < log1p _ => apply ln_increasing; [sx_sign | apply Rplus_lt_compat_l]
  | |- sqrt _ < sqrt _ => apply sqrt_lt_1_alt; split; [sx_sign |]
  | |- root _ _ < root _ _ => apply root_increasing; [lia | sx_sign |]
  | |- sqrt _ ^ _ < sqrt _ ^ _ => apply pow_increasing; [lia | apply sqrt_pos | sx_increases]
  | |- root _ _ ^ _ < root _ _ ^ _ => apply pow_increasing; [lia | apply root_nonneg | sx_increases]
  | |- _ ^ ?n < _ ^ ?n => let h := eval compute in (Nat.div2 n) in apply (odd_pow_increasing h)
  end.

(* f(u) and f(v) compare as u and v do. *)
Ltac sx_increasing f g u v :=
  let H := fresh in
  destruct (Rtotal_order u v) as [H | [H | H]];
  [assert (f < g) by (sx_increases; exact H) | assert (f = g) by (rewrite H; reflexivity) | assert (g < f) by (sx_increases; exact H)];
  lra.

Ltac sx_squared first_part :=
  lazymatch goal with
  | |- _ <= _ => apply squares_tell | |- _ < _ => apply squares_tell_strictly
  | |- _ >= _ => apply Rle_ge, squares_tell | |- _ > _ => apply Rlt_gt, squares_tell_strictly
  end; [exact first_part | rewrite ?pow2_sqrt by first [assumption | lra | nra]; first [assumption | lra | nra]].

(* ---- Sums over other ranges. ------------------------------------------------------------------------------------- *)

(* ---- Sums over other ranges, brought to 1 … n. ------------------------------------------------------------------ *)

Definition total_from (f : nat -> R) (low high : nat) : R := total (fun i => f (i + low - 1)%nat) (high + 1 - low).

Lemma total_from_1 f n : total_from f 1 n = total f n.
Proof.
  unfold total_from. replace (n + 1 - 1)%nat with n by lia. apply total_ext. intros i _. f_equal. lia.
Qed.

Lemma total_from_few f low high n : n = (high + 1 - low)%nat -> total_from f low high = total (fun i => f (i + low - 1)%nat) n.
Proof. now intros ->. Qed.

Lemma total_more f n c : total f (n + c) = total f n + total (fun i => f (n + i)%nat) c.
Proof.
  induction c as [| c IH]; [rewrite Nat.add_0_r; cbn [total]; ring |].
  rewrite Nat.add_succ_r. cbn [total]. rewrite IH, Nat.add_succ_r. ring.
Qed.

Lemma total_less f n c : (c <= n)%nat -> total f (n - c) = total f n - total (fun i => f (n - c + i)%nat) c.
Proof. intro H. pose proof (total_more f (n - c) c) as E. replace (n - c + c)%nat with n in E by lia. lra. Qed.

Lemma total_from_as f g low high before n :
  (before <= n)%nat -> (high + 1 - low = n - before)%nat ->
  (forall i, (1 <= i <= n - before)%nat -> f (i + low - 1)%nat = g (before + i)%nat) ->
  total_from f low high = total g n - total g before.
Proof.
  intros L N E. unfold total_from. rewrite N, (total_ext _ _ _ E).
  pose proof (total_more g before (n - before)) as M. replace (before + (n - before))%nat with n in M by lia. lra.
Qed.

Lemma total_from_0 f g low high n :
  (high + 1 - low = n + 1)%nat -> (forall i, (1 <= i <= n + 1)%nat -> f (i + low - 1)%nat = g (i - 1)%nat) ->
  total_from f low high = g O + total g n.
Proof.
  intros N E. unfold total_from. rewrite N, (total_ext _ _ _ E). clear. induction n as [| n IH]; [cbn [total Nat.add]; cbn; ring |].
  cbn [total Nat.add] in *. rewrite IH. replace (S (n + 1) - 1)%nat with (S n) by lia. ring.
Qed.

Lemma total_backwards f n : total f n = total (fun i => f (n + 1 - i)%nat) n.
Proof.
  induction n as [| n IH]; [reflexivity |].
  pose proof (total_more (fun i => f (S n + 1 - i)%nat) 1 n) as M. change (1 + n)%nat with (S n) in M. rewrite M.
  cbn [total]. rewrite IH. replace (S n + 1 - 1)%nat with (S n) by lia.
  rewrite Rplus_0_l, Rplus_comm. reflexivity.
Qed.

Lemma total_minus f g n : total (fun i => f i - g i) n = total f n - total g n.
Proof. induction n as [| n IH]; cbn [total]; [| rewrite IH]; ring. Qed.

Lemma total_opp f n : total (fun i => - f i) n = - total f n.
Proof. induction n as [| n IH]; cbn [total]; [| rewrite IH]; ring. Qed.

Ltac sx_INR := repeat first [rewrite plus_INR | rewrite mult_INR | rewrite S_INR | rewrite minus_INR by lia]; cbn [INR].

(* Components whose indices are the same number, written in one way. *)
Ltac sx_indices :=
  repeat match goal with
  | |- context [?v ?a] =>
      is_var v; lazymatch type of a with nat => idtac end;
      match goal with |- context [v ?b] => tryif constr_eq a b then fail else replace (v b) with (v a) by (f_equal; lia) end
  | |- context [?v ?a ?c] =>
      is_var v; lazymatch type of a with nat => idtac end;
      match goal with
      | |- context [v ?b ?d] => tryif constr_eq (v a c) (v b d) then fail else replace (v b d) with (v a c) by (f_equal; lia)
      end
  end.

(* Terms that are equal but for how their indices are written. *)
Ltac sx_terms :=
  cbv beta; sx_indices;
  first [reflexivity | ring | lia | sx_INR; ring | apply total_ext; intros; sx_terms | progress f_equal; sx_terms].


(* Sums over one range, as one sum of what they add up. *)
Ltac sx_together :=
  unfold total_from;
  repeat first [rewrite <- total_plus | rewrite <- total_minus | rewrite <- total_opp | rewrite <- total_scal];
  apply total_ext; intros.
