#include "bench/simulator/interaction_json.hpp"

#include <algorithm>

namespace simulator {
namespace {

constexpr std::string_view base_url = "https://proxy.twilio.com/v1/Services/";

/// Whether a character stands for itself in a JSON string.
constexpr auto is_plain = [](char c) {
  return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20;
};

/// Escapes text for a JSON string within a JSON string.
void append_escaped_twice(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto special = std::find_if_not(text.begin(), text.end(), is_plain);
    const auto plain_bytes = static_cast<std::size_t>(special - text.begin());
    out.append(text.substr(0, plain_bytes));
    text.remove_prefix(plain_bytes);
    if (text.empty()) return;
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"') {
      out.append(R"(\\\")");
    } else if (c == '\\') {
      out.append(R"(\\\\)");
    } else if (c == '\n') {
      out.append(R"(\\n)");
    } else {
      out.append(R"(\\u00)");
      out.push_back(static_cast<char>('0' + (static_cast<unsigned char>(c) >> 4)));
      out.push_back("0123456789abcdef"[c & 15]);
    }
  }
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(value).append("\",\n");
}

/// Escapes text for a JSON string.
void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (is_plain(c)) {
      out.push_back(c);
    } else if (c == '"' || c == '\\') {
      out.append({'\\', c});
    } else {
      out.append("\\u00");
      out.push_back(static_cast<char>('0' + (static_cast<unsigned char>(c) >> 4)));
      out.push_back("0123456789abcdef"[c & 15]);
    }
  }
}

void append_dates(std::string& out, std::string_view date) {
  out.append("\",\n  \"date_created\": \"").append(date);
  out.append("Z\",\n  \"date_updated\": \"").append(date).append("Z\",\n");
}

void append_text(std::string& out, std::string_view text) {
  out.append("  \"data\": \"{\\\"body\\\":\\\"");
  append_escaped_twice(out, text);
  out.append("\\\"}");
}

void append_inbound(std::string& out, const Interaction& interaction,
                    const Peculiarity& peculiarity, std::string_view resource) {
  if (peculiarity.inbound_participant.empty()) {
    out.append(
        "  \"inbound_participant_sid\": null,\n  \"inbound_resource_sid\": null,\n"
        "  \"inbound_resource_status\": null,\n  \"inbound_resource_type\": null,\n"
        "  \"inbound_resource_url\": null,\n");
    return;
  }
  append_field(out, "  \"inbound_participant_sid\": \"", peculiarity.inbound_participant);
  append_field(out, "  \"inbound_resource_sid\": \"", interaction.sm);
  append_field(out, "  \"inbound_resource_status\": \"", "received");
  append_field(out, "  \"inbound_resource_type\": \"", resource);
  out.append("  \"inbound_resource_url\": null,\n");
}

void append_outbound(std::string& out, const Interaction& interaction, std::string_view resource,
                     std::string_view type) {
  append_field(out, "  \"outbound_participant_sid\": \"", interaction.participant);
  append_field(out, "  \"outbound_resource_sid\": \"", interaction.sm);
  append_field(out, "  \"outbound_resource_status\": \"", "sent");
  append_field(out, "  \"outbound_resource_type\": \"", resource);
  out.append("  \"outbound_resource_url\": null,\n");
  append_field(out, "  \"sid\": \"", interaction.ki);
  append_field(out, "  \"type\": \"", type);
  out.append("  \"url\": \"").append(base_url).append(interaction.service);
  out.append("/Sessions/").append(interaction.session);
}

void append_end(std::string& out, const Interaction& interaction) {
  append_field(out, "  \"account_sid\": \"", interaction.account_sid);
  out.append("  \"session_sid\": \"").append(interaction.session).append("\"\n}");
}

}  // namespace

void append_created(std::string& out, const Interaction& interaction, std::string_view date) {
  append_field(out, "{\n  \"service_sid\": \"", interaction.service);
  append_text(out, interaction.text);
  append_dates(out, date);
  append_field(out, "  \"participant_sid\": \"", interaction.participant);
  append_inbound(out, interaction, {}, "Message");
  append_outbound(out, interaction, "Message", "message");
  out.append("/Participants/").append(interaction.participant);
  append_field(out, "/MessageInteractions/", interaction.ki);
  append_end(out, interaction);
}

void append_listed(std::string& out, const Interaction& interaction, const Peculiarity& peculiarity,
                   std::string_view date) {
  const std::string_view resource = peculiarity.is_voice ? "Call" : "Message";
  append_field(out, "{\n  \"service_sid\": \"", interaction.service);
  if (peculiarity.is_data) {
    append_escaped(out.append("  \"data\": \""), interaction.text);
  } else {
    append_text(out, interaction.text);
  }
  append_dates(out, date);
  append_inbound(out, interaction, peculiarity, resource);
  append_outbound(out, interaction, resource, peculiarity.is_voice ? "voice" : "message");
  append_field(out, "/Interactions/", interaction.ki);
  append_end(out, interaction);
}

}  // namespace simulator
