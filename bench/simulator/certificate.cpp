#include "bench/simulator/certificate.hpp"

#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace simulator {
namespace {

constexpr long day_seconds = 24 * 60 * 60;

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL could not make a certificate");
}

Key make_key() {
  Key key{EVP_EC_gen("P-256")};
  require(key != nullptr);
  return key;
}

void set_name(X509& certificate, const char* common_name) {
  const auto* const text = reinterpret_cast<const unsigned char*>(common_name);
  require(X509_NAME_add_entry_by_txt(X509_get_subject_name(&certificate), "CN", MBSTRING_ASC, text,
                                     -1, -1, 0) == 1);
}

void set_random_serial(X509& certificate) {
  std::uint64_t serial = 0;
  require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  require(ASN1_INTEGER_set_uint64(X509_get_serialNumber(&certificate), serial >> 1 | 1) == 1);
}

void add_extension(X509& certificate, X509& issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  require(extension != nullptr);
  const bool added = X509_add_ext(&certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  require(added);
}

Certificate make_certificate(EVP_PKEY& key, const char* common_name) {
  Certificate certificate{X509_new()};
  require(certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  set_random_serial(*certificate);
  set_name(*certificate, common_name);
  require(X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day_seconds) != nullptr);
  require(X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 30 * day_seconds) != nullptr);
  require(X509_set_pubkey(certificate.get(), &key) == 1);
  return certificate;
}

void sign(X509& certificate, X509& issuer, EVP_PKEY& issuer_key) {
  require(X509_set_issuer_name(&certificate, X509_get_subject_name(&issuer)) == 1);
  require(X509_sign(&certificate, &issuer_key, EVP_sha256()) > 0);
}

}  // namespace

Identity make_identity() {
  const Key authority_key = make_key();
  Identity identity;
  identity.authority = make_certificate(*authority_key, "proxy-simulator throw-away authority");
  auto& authority = *identity.authority;
  add_extension(authority, authority, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(authority, authority, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(authority, authority, NID_subject_key_identifier, "hash");
  sign(authority, authority, *authority_key);

  identity.leaf_key = make_key();
  identity.leaf = make_certificate(*identity.leaf_key, "proxy-simulator");
  auto& leaf = *identity.leaf;
  add_extension(leaf, authority, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(leaf, authority, NID_key_usage, "critical,digitalSignature");
  add_extension(leaf, authority, NID_ext_key_usage, "serverAuth");
  add_extension(leaf, authority, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
  add_extension(leaf, authority, NID_subject_key_identifier, "hash");
  add_extension(leaf, authority, NID_authority_key_identifier, "keyid:always");
  sign(leaf, authority, *authority_key);
  return identity;
}

std::string pem_of(X509& certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory{BIO_new(BIO_s_mem()), &BIO_free};
  require(memory && PEM_write_bio_X509(memory.get(), &certificate) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace simulator
